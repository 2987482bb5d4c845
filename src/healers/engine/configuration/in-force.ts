/** What follows from which configuration is in force: it is kept once it has worked for a while, and a human hears, once, when it is not the one that stands there. */
import { event, type Message, type Settings } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import { ownRelease, readRefusals, refuseRelease } from "#healers/mutual/last-good";
import type { Engine } from "../engine.ts";
import type { Fallback, OpenConfiguration } from "./source.ts";

const mendedLookMs = 2_000;

export interface InForceMeans {
  readonly configuration: OpenConfiguration;
  /** `<data>/healers` */
  readonly folder: string;
  readonly engine: Pick<Engine, "tell" | "record" | "facade">;
  readonly clock: Pick<Clock, "after">;
  readonly say: (line: string) => void;
}

export class InForce {
  readonly #means: InForceMeans;
  #keeping: Timer | undefined;
  #looking: Timer | undefined;
  #wasFallback = false;

  constructor(means: InForceMeans) {
    this.#means = means;
  }

  /** The engine is up. */
  begin({ healers }: Pick<Settings, "healers">): void {
    const { configuration } = this.#means;
    configuration.started();
    this.#keepAfter(healers.keepAfterMs);
    const fallback = configuration.fallback();
    this.#wasFallback = fallback !== undefined;
    if (fallback !== undefined) this.#tell(fallback);
    this.#tellRelease();
    if (this.#wasFallback) this.#lookForMended();
  }

  /** What stands there is in force now. */
  reloaded({ healers, file }: Pick<Settings, "healers" | "file">): void {
    this.#means.configuration.started();
    this.#keepAfter(healers.keepAfterMs);
    if (this.#wasFallback) this.#means.engine.record([event("configuration.mended", { file })]);
    this.#wasFallback = false;
    this.#looking?.cancel();
  }

  stop(): void {
    this.#keeping?.cancel();
    this.#looking?.cancel();
    this.#means.configuration.started();
  }

  #keepAfter(ms: number): void {
    this.#keeping?.cancel();
    this.#keeping = this.#means.clock.after(ms, () => this.#means.configuration.worked());
  }

  #lookForMended(): void {
    const { clock, configuration, engine, say } = this.#means;
    this.#looking = clock.after(mendedLookMs, () => {
      if (!this.#wasFallback) return;
      const tried = configuration.isMended()
        ? engine.facade.command({ kind: "reload" }, { kind: "engine", id: "engine" }).catch((error: unknown) => {
            say(`the changed configuration cannot be used either: ${String(error)}`);
          })
        : Promise.resolve();
      void tried.then(() => this.#lookForMended());
    });
  }

  #tell(fallback: Fallback): void {
    const { engine, configuration } = this.#means;
    if (fallback.told) return;
    const { file, problems, keptAt } = fallback;
    engine.record([event("configuration.put_back", { file, problems, keptAt, reason: problems[0] ?? "" })]);
    engine.tell(pageOf(fallback));
    configuration.told();
  }

  #tellRelease(): void {
    const { release } = readRefusals(this.#means.folder);
    const own = ownRelease();
    if (release === undefined || release.told || (release.root === own.root && release.version === own.version)) return;
    this.#means.engine.tell({
      ...{ route: "page", tier: 3, incident: null },
      subject: `[high] Chiron ${release.version} crashes on start: ${own.version} runs in its place`,
      body: [
        `What broke: release ${release.version} in ${release.root} does not start: ${release.reason}.`,
        `What was done: release ${own.version} in ${own.root}, which worked last, is run in its place.`,
        "What you need to do: mend the new release, or start the old one yourself: chiron down, then chiron up of the one that you want.",
      ].join("\n\n"),
      data: { refused: release.version, runs: own.version },
    });
    try {
      refuseRelease(this.#means.folder, { ...release, told: true });
    } catch (error) {
      this.#means.say(`it could not be written down that a human was told: ${String(error)}`);
    }
  }
}

function pageOf({ file, problems, keptAt }: Fallback): Omit<Message, "id" | "createdAt" | "repeat"> {
  return {
    ...{ route: "page", tier: 3, incident: null },
    subject: "[high] Chiron runs with its last good configuration: the present one cannot be used",
    body: [
      `What is wrong with ${file}:\n${problems.join("\n")}`,
      `What was done: the configuration of ${new Date(keptAt).toISOString()}, which worked, is used in its place. The file itself was not touched.`,
      "What you need to do: mend it. It is tried again as soon as it has changed, or by:\nchiron validate && chiron reload",
    ].join("\n\n"),
    data: { file, problems, keptAt },
  };
}
