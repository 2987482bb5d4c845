/**
 * The configuration from start to start. What stands there is used, unless it cannot be read and nobody stands by, or crashed the engine
 * on its start before and is still the same: then the last that worked is used in its place, and the file is not touched. A reload always
 * tries what stands there.
 */
import { join } from "node:path";
import { ChironError, messageOf, type Settings } from "#core/model";
import type { Clock, Files, Processes } from "#core/platform";
import {
  beginStart,
  hashOf,
  isStillRefused,
  type KeptFile,
  keepConfiguration,
  keepRelease,
  readKept,
  readRefusals,
  refuseConfiguration,
  stageConfiguration,
  startFailed,
  startIsOver,
  tryConfigurationAgain,
} from "#healers/mutual/last-good";
import { keptFiles } from "./kept-files.ts";
import { type Recorded, recordFiles } from "./recorded-files.ts";

/** The last configuration that worked is in force in place of the one that stands there. */
export interface Fallback {
  readonly file: string;
  readonly problems: readonly string[];
  readonly since: number;
  readonly keptAt: number;
  /** A human was told already. */
  readonly told: boolean;
}

export interface ConfigurationMeans {
  readonly configFile: string;
  readonly dataDir: string;
  /** Nobody stands by who could mend it. */
  readonly unattended: boolean;
  readonly clock: Pick<Clock, "now">;
  readonly files: Files;
  readonly self: Processes["self"];
  /** Throws ChironError("bad_config") with line and column of what is wrong. */
  readonly read: (files: Files) => Promise<Settings>;
  readonly say: (line: string) => void;
}

export interface OpenConfiguration {
  /** Throws ChironError("bad_config"). */
  first(): Promise<Settings>;
  /** Of a reload: what stands there, whatever it did before. Throws ChironError("bad_config"); then all stays as it is. */
  again(): Promise<Settings>;
  /** Undefined: what stands there is in force. */
  fallback(): Fallback | undefined;
  /** A human was told of it. */
  told(): void;
  /** Anything of what was passed over is another by now. */
  isMended(): boolean;
  /** The start is over, well or not. */
  started(): void;
  failed(error: unknown): void;
  /** The engine has been well for a while with what it runs. */
  worked(): void;
}

export function openConfiguration(means: ConfigurationMeans): OpenConfiguration {
  return new ConfigurationSource(means);
}

class ConfigurationSource implements OpenConfiguration {
  readonly #means: ConfigurationMeans;
  readonly #folder: string;
  #fallback: Fallback | undefined;
  #hash = "";
  /** What was read, until it is written down. */
  #read: (() => void) | undefined;

  constructor(means: ConfigurationMeans) {
    this.#means = means;
    this.#folder = join(means.dataDir, "healers");
  }

  async first(): Promise<Settings> {
    const refused = readRefusals(this.#folder).configuration;
    if (refused !== undefined && this.#means.unattended && isStillRefused(refused)) {
      const settings = await this.#useKept(refused.problems, refused.since, refused.told);
      if (settings !== undefined) return settings;
    } else if (refused !== undefined) this.#attempt(() => tryConfigurationAgain(this.#folder));
    const recorded = recordFiles(this.#means.files);
    try {
      return await this.#take(recorded);
    } catch (error) {
      if (!this.#means.unattended || !(error instanceof ChironError) || error.code !== "bad_config") throw error;
      const problems = messageOf(error).split("\n");
      const since = this.#means.clock.now();
      const settings = await this.#useKept(problems, since, false);
      if (settings === undefined) throw error;
      this.#refuse(recorded, problems, since);
      return settings;
    }
  }

  async again(): Promise<Settings> {
    const recorded = recordFiles(this.#means.files);
    let settings: Settings;
    try {
      settings = await this.#take(recorded);
    } catch (error) {
      if (this.#fallback !== undefined) this.#stillWrong(recorded, messageOf(error).split("\n"));
      throw error;
    }
    if (this.#fallback !== undefined) this.#attempt(() => tryConfigurationAgain(this.#folder));
    this.#fallback = undefined;
    return settings;
  }

  fallback(): Fallback | undefined {
    return this.#fallback;
  }

  told(): void {
    const { configuration } = readRefusals(this.#folder);
    if (this.#fallback !== undefined) this.#fallback = { ...this.#fallback, told: true };
    if (configuration !== undefined)
      this.#attempt(() => refuseConfiguration(this.#folder, { ...configuration, told: true }));
  }

  isMended(): boolean {
    const { configuration } = readRefusals(this.#folder);
    return this.#fallback !== undefined && configuration !== undefined && !isStillRefused(configuration);
  }

  started(): void {
    this.#attempt(() => startIsOver(this.#folder));
    if (this.#read !== undefined) this.#attempt(this.#read);
    this.#read = undefined;
  }

  failed(error: unknown): void {
    this.#attempt(() => startFailed(this.#folder, messageOf(error)));
  }

  worked(): void {
    const now = this.#means.clock.now();
    this.#attempt(() => {
      if (this.#fallback === undefined) keepConfiguration(this.#folder, this.#hash, now);
      keepRelease(this.#folder, now);
    });
  }

  /** What was read is written beside at once: when the engine dies over it, it is known which it was. */
  async #take(recorded: Recorded): Promise<Settings> {
    const { files, texts, folders } = recorded;
    const settings = await this.#means.read(files);
    const { file, hash } = settings;
    this.#hash = hash;
    this.#attempt(() => {
      beginStart(this.#folder, { process: this.#means.self, at: this.#means.clock.now(), files: listOf(recorded) });
    });
    // A start need not wait for that.
    this.#read = () => stageConfiguration(this.#folder, { file, hash, texts, folders: folders() });
    return settings;
  }

  async #useKept(problems: readonly string[], since: number, told: boolean): Promise<Settings | undefined> {
    const kept = readKept(this.#folder);
    if (kept === undefined || kept.file !== this.#means.configFile) return undefined;
    try {
      const settings = await this.#means.read(keptFiles(this.#means.files, this.#folder, kept));
      this.#fallback = { file: kept.file, problems, since, keptAt: kept.keptAt, told };
      this.#means.say(`${kept.file} is passed over, the last configuration that worked is used: ${problems[0]}`);
      return settings;
    } catch (error) {
      this.#means.say(`the last configuration that worked cannot be used either: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Another mistake than before, in the same file: nobody is called again for it, and it is not tried again until it changes. */
  #stillWrong(recorded: Recorded, problems: readonly string[]): void {
    if (this.#fallback === undefined) return;
    this.#fallback = { ...this.#fallback, problems };
    const { file, since, told } = this.#fallback;
    this.#attempt(() => refuseConfiguration(this.#folder, { file, files: listOf(recorded), problems, since, told }));
  }

  #refuse(recorded: Recorded, problems: readonly string[], since: number): void {
    const { configFile: file } = this.#means;
    this.#attempt(() =>
      refuseConfiguration(this.#folder, { file, files: listOf(recorded), problems, since, told: false }),
    );
  }

  /** None of it is worth an engine that does not start: a full disk, a folder that is not ours. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#means.say(`what worked last could not be written down: ${messageOf(error)}`);
    }
  }
}

function listOf({ texts }: Recorded): readonly KeptFile[] {
  return [...texts].map(([path, text]) => ({ path, hash: text === null ? null : hashOf(text) }));
}
