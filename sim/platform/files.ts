/** The few files that the probes and actions of the simulated world ask for. */
import type { Files } from "#core/platform";
import type { Mortal, WorldClock } from "./clock.ts";
import { never, onlySimulated } from "./doors.ts";

/** Where the machine's log files are, as far as anybody is told. */
export const simulatedFolder = "/sim";

export class FileSystem {
  readonly #clock: WorldClock;
  readonly #files = new Map<string, string>();

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  door(life: Mortal): Files {
    const alive = async <T>(work: () => T): Promise<T> => (life.dead ? never() : work());
    return onlySimulated<Files>("files", {
      read: (path) => alive(() => this.#read(path)),
      stat: () => alive(() => undefined),
      glob: () => alive(() => []),
      list: () => alive(() => []),
      makeFolder: () => alive(() => undefined),
      write: (path, content) => alive(() => void this.#files.set(path, content.toString())),
      remove: (path) => alive(() => void this.#files.delete(path)),
    });
  }

  #read(path: string): string {
    if (path === "/proc/uptime") return `${(this.#clock.elapsedMs / 1_000).toFixed(2)} 0.00`;
    const [, pid] = /^\/proc\/(\d+)\/stat$/.exec(path) ?? [];
    // A leader of its own session: field 6 is the pid itself.
    if (pid !== undefined) return `${pid} (service) S 1 ${pid} ${pid} 0 -1`;
    const content = this.#files.get(path);
    if (content === undefined) throw Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: "ENOENT" });
    return content;
  }
}
