/** The delegate that finds out why a healer does not come up, and puts back what worked last: first the configuration, then the release. */
import type { Healer, HealerFailure, NewEvent } from "#core/model";
import type { Ledger } from "#healers/mutual/grants";
import {
  canPutBackConfiguration,
  canPutBackRelease,
  changesSinceGood,
  launcherFor,
  putBackConfiguration,
  putBackRelease,
  readStart,
} from "#healers/mutual/last-good";
import type { EmergencyMeans } from "../means.ts";

export const architectName = "delegate:architect";

export interface ArchitectMeans extends Pick<EmergencyMeans, "folder" | "hands" | "now" | "say"> {
  readonly emergency: string;
  readonly ledger: Ledger;
  readonly note: (entry: NewEvent) => void;
}

export interface PutBack {
  readonly what: "configuration" | "release";
  readonly why: string;
}

export class Architect {
  readonly #means: ArchitectMeans;
  /** How often each ended over its start in this emergency. */
  readonly #crashes = new Map<Healer, number>();
  readonly #last = new Map<Healer, string>();
  readonly putBack: PutBack[] = [];

  constructor(means: ArchitectMeans) {
    this.#means = means;
  }

  /** Before anything is changed, so that it is known what was found. */
  analyse(healer: Healer): void {
    const { hands, emergency, note } = this.#means;
    if (!this.#may("failure.analyse", `analyse how the ${healer} ended`)) return;
    const start = healer === "engine" ? readStart(this.#means.folder) : undefined;
    const failure: HealerFailure = { healer, ...hands.failureOf(healer), error: start?.error ?? null };
    const { files, isRelease } = changesSinceGood(this.#means.folder);
    const conclusion = conclude(files, isRelease, start !== undefined);
    const data = { emergency, failure, changedFiles: files, releaseChanged: isRelease, conclusion };
    note({ type: "emergency.analysed", data, actor: architectName });
  }

  heard(healer: Healer, why: string, endedOverStart: boolean): void {
    this.#last.set(healer, why);
    if (endedOverStart) this.#crashes.set(healer, (this.#crashes.get(healer) ?? 0) + 1);
  }

  /**
   * The first try is with what stands there. Once a healer has ended over its start, what has changed since it last worked is put back, one thing
   * for each further try; what has not changed cannot be the reason. Resolves to the launcher of the release to run; undefined: our own.
   */
  async beforeTry(healer: Healer, tries: number): Promise<string | undefined> {
    const { folder } = this.#means;
    if (tries > 1 && (this.#crashes.get(healer) ?? 0) > 0) {
      this.analyse(healer);
      if (!(healer === "engine" && this.#putBackConfiguration())) this.#putBackRelease(healer);
    }
    return launcherFor(folder);
  }

  #putBackConfiguration(): boolean {
    const { folder, now, note } = this.#means;
    if (!canPutBackConfiguration(folder)) return false;
    if (!this.#may("configuration.restore", "use the configuration that worked last")) return false;
    const why = this.#last.get("engine") ?? "the engine ended over its start";
    const done = putBackConfiguration(folder, why, now().now);
    if (done?.type !== "configuration.put_back") return false;
    note({ ...done, actor: architectName });
    this.putBack.push({ what: "configuration", why: done.data.problems.join("\n") });
    return true;
  }

  #putBackRelease(healer: Healer): boolean {
    const { folder, now, note } = this.#means;
    if (!canPutBackRelease(folder)) return false;
    if (!this.#may("release.restore", "run the release that worked last")) return false;
    const why = this.#last.get(healer) ?? `the ${healer} ended over its start`;
    const done = putBackRelease(folder, why, now().now);
    if (done === undefined) return false;
    note({ ...done, actor: architectName });
    this.putBack.push({ what: "release", why });
    return true;
  }

  #may(capability: "failure.analyse" | "configuration.restore" | "release.restore", what: string): boolean {
    const used = this.#means.ledger.use({ delegate: architectName, capability, what });
    if (!used.allowed) this.#means.say(`emergency: ${used.why}`);
    return used.allowed;
  }
}

function conclude(files: readonly string[], isRelease: boolean, isOverStart: boolean): string {
  const changed = [...files, ...(isRelease ? ["the release"] : [])];
  const when = isOverStart ? "it ended over its start" : "it ended while it was at work";
  return changed.length === 0
    ? `${when}; neither configuration nor release has changed since it last worked`
    : `${when}; changed since it last worked: ${changed.join(", ")}`;
}
