/** The configuration as it stands on disk: several versions of it, of which one is there at a time, or what nobody can read. */
import { ChironError, type Settings } from "#core/model";

export class Book {
  readonly #versions: readonly Settings[];
  #page = 0;
  #isSpoilt = false;

  constructor(versions: readonly Settings[]) {
    this.#versions = versions;
  }

  get pages(): number {
    return this.#versions.length;
  }

  open(page: number): void {
    this.#page = page;
    this.#isSpoilt = false;
  }

  /** Somebody's slip of the pen. A start meanwhile falls back to what was good last. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  lastGood(): Settings {
    return this.#versions[this.#page] as Settings;
  }

  /** Throws ChironError("bad_config"). */
  read(): Settings {
    if (this.#isSpoilt) throw new ChironError("bad_config", "chiron.yaml:3:1: this is no YAML");
    return this.lastGood();
  }

  byHash(hash: string): Settings | undefined {
    return this.#versions.find((settings) => settings.hash === hash);
  }
}
