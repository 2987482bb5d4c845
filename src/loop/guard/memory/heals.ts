/** When repairs of a fingerprint were verified: a trouble that is healed again and again is not mended. */
import { fingerprintOf, type Outcome } from "#core/model";

const keptMs = 90 * 86_400_000;
/** More would not change what a policy says. */
const mostKept = 200;
const none: readonly number[] = [];

export class Heals {
  readonly #times = new Map<string, number[]>();

  learn({ anomaly, target, result, recordedAt }: Outcome): void {
    if (result !== "recovered") return;
    const fingerprint = fingerprintOf(anomaly, target);
    const times = this.#times.get(fingerprint) ?? [];
    times.push(recordedAt);
    while (times.length > mostKept || recordedAt - (times[0] ?? recordedAt) > keptMs) times.shift();
    this.#times.set(fingerprint, times);
  }

  of(fingerprint: string): readonly number[] {
    return this.#times.get(fingerprint) ?? none;
  }
}
