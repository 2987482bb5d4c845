/**
 * The file that a compressed log is written to before it gets its name. Its own name says which process writes it, so that what
 * one left behind that was killed is recognised by the next one, and removed.
 */
import { closeSync, constants, fsyncSync, linkSync, openSync, readdirSync, readFileSync, unlinkSync } from "node:fs";
import { inside, Refused, statIn, syncFolder } from "./folders.ts";

const PATTERN = /^\.chiron-(\d+)-(\d+)\.tmp$/;

export class Temporary {
  readonly file: number;
  readonly #folder: number;
  readonly #name: string;
  #standing = true;

  constructor(folder: number) {
    removeLeftovers(folder);
    this.#folder = folder;
    this.#name = `.chiron-${process.pid}-${startTicksOf(process.pid)}.tmp`;
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.file = openSync(inside(folder, this.#name), flags, 0o600);
    process.once("exit", this.#remove);
  }

  /** Durable, and under its name, which nobody had. It stays open. */
  settle(name: string, path: string): void {
    fsyncSync(this.file);
    try {
      // Unlike a rename, this never replaces anything.
      linkSync(inside(this.#folder, this.#name), inside(this.#folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new Refused("conflict", `${path} is there already`);
    }
    this.#remove();
    syncFolder(this.#folder);
  }

  /** Closes it, and removes what was not settled. */
  close(): void {
    this.#remove();
    closeSync(this.file);
  }

  readonly #remove = (): void => {
    if (!this.#standing) return;
    this.#standing = false;
    process.off("exit", this.#remove);
    unlinkSync(inside(this.#folder, this.#name));
  };
}

/** Of processes that are no more. One that was killed just after it gave its file the right name has left another name of it. */
export function removeLeftovers(folder: number): void {
  for (const name of readdirSync(inside(folder, "."))) {
    const [, pid, ticks] = PATTERN.exec(name) ?? [];
    if (pid === undefined || startTicksOf(Number(pid)) === ticks) continue;
    if (statIn(folder, name)?.isFile() === true) unlinkSync(inside(folder, name));
  }
}

/**
 * Field 22 of /proc/PID/stat; empty when there is no such process, or only what nobody has reaped yet. A pid alone may have been
 * given to another one since.
 */
function startTicksOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
