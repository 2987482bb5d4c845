/** The one fault that the playground injects itself, and how it ended. */
import type { StoredEvent, TargetView } from "#core/model";

const healedWithinMs = 60_000;

export interface Healed {
  readonly pid: number;
  /** From the kill to the verified recovery. */
  readonly afterMs: number;
  readonly verifiedBy: readonly string[];
}

/** Watches the events for the end of the incident on one target. */
export class Recovery {
  readonly #target: string;
  readonly #since: number;
  readonly #healed = Promise.withResolvers<Healed>();
  #incident: string | null = null;
  #pid: number | null = null;
  #resolvedAt: number | null = null;
  #verifiedBy: readonly string[] | null = null;

  constructor(target: string, since: number) {
    this.#target = target;
    this.#since = since;
  }

  take(stored: StoredEvent): void {
    if (stored.type === "service.started" && stored.data.target === this.#target) this.#pid = stored.data.process.pid;
    if (stored.type === "incident.opened" && stored.data.target === this.#target) this.#incident = stored.data.incident;
    if (stored.type === "incident.moved" && stored.data.incident === this.#incident && stored.data.to === "resolved") {
      this.#resolvedAt = stored.at;
    }
    if (stored.type === "outcome.recorded" && stored.data.outcome.incident === this.#incident) {
      this.#verifiedBy = stored.data.outcome.verifiedBy;
    }
    if (this.#pid === null || this.#resolvedAt === null || this.#verifiedBy === null) return;
    this.#healed.resolve({ pid: this.#pid, afterMs: this.#resolvedAt - this.#since, verifiedBy: this.#verifiedBy });
  }

  /** Undefined when it was not healed in time, or when the end came first. */
  async healed(signal: AbortSignal): Promise<Healed | undefined> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(healedWithinMs)]);
    const given = new Promise<undefined>((resolve) => over.addEventListener("abort", () => resolve(undefined)));
    return await Promise.race([this.#healed.promise, given]);
  }
}

export function pidOf(targets: readonly TargetView[], id: string): number {
  const pid = targets.find((target) => target.id === id)?.pid;
  if (pid === undefined || pid === null) throw new Error(`${id} does not run`);
  return pid;
}
