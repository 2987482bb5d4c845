/**
 * What a step changes on disk, written down in its scratch folder before it is changed, so that it can be put back: by the step itself
 * when it fails in the middle, by an undo afterwards, and by either after the engine was killed at any point. Each single
 * change is one rename. What somebody else has changed since is not overwritten, but told.
 */
import { join } from "node:path";
import { type ActionContext, messageOf } from "#core/model";
import type { FileStat, Files } from "#core/platform";
import { nameBeside } from "./beside.ts";
import { type Change, isThat, printOf } from "./change.ts";
import { putBack } from "./putting-back.ts";
import { Refusal } from "./result.ts";

type Means = Pick<ActionContext, "files" | "scratch" | "effect">;

export class Changes {
  readonly #files: Files;
  readonly #means: Means;
  #list: Change[];
  #serial = 0;

  private constructor(means: Means, list: Change[]) {
    this.#files = means.files;
    this.#means = means;
    this.#list = list;
  }

  /** The record of this effect, as an earlier run may have left it. */
  static async open(means: Means): Promise<Changes> {
    const path = join(means.scratch, "changes.json");
    const stat = await means.files.stat(path);
    const list = stat === undefined ? [] : (JSON.parse(await means.files.read(path, stat.size + 1)) as Change[]);
    return new Changes(means, list);
  }

  get count(): number {
    return this.#list.length;
  }

  /** Takes files, links, sockets and folders away. */
  async setAside(
    paths: readonly { readonly path: string; readonly stat: FileStat }[],
    signal: AbortSignal,
  ): Promise<void> {
    const aside: Change[] = [];
    for (const { path, stat } of paths) {
      if (stat.kind === "other") aside.push({ kind: "dropped", path });
      else aside.push({ kind: "set_aside", path, kept: await this.#freeName("kept"), print: printOf(stat) });
    }
    await this.#record(...aside);
    const { device } = (await this.#files.stat(this.#means.scratch)) ?? {};
    for (const [at, change] of aside.entries()) {
      refuseIfAborted(signal);
      const stat = paths[at]?.stat;
      if (change.kind !== "set_aside") await this.#files.remove(paths[at]?.path ?? "");
      else if (stat?.kind !== "file" && (device === undefined || stat?.device !== device)) {
        // Only the content of a file can go from one file system to another; a link would be followed.
        throw new Refusal(
          `${change.path} is a link or folder on another file system than Chiron's data, so it could not be put back`,
        );
      } else await this.#files.move(change.path, change.kept);
    }
  }

  /** Makes a file beside `path` with `make`, then renames it into place. */
  async put(path: string, make: (temporary: string) => Promise<void>, signal: AbortSignal): Promise<FileStat> {
    const existing = await this.#files.stat(path);
    if (existing !== undefined && existing.kind !== "file") throw new Refusal(`${path} is not a regular file`);
    const kept = existing === undefined ? null : await this.#freeName("kept");
    const temporary = nameBeside(path, this.#means.effect, this.#serial++);
    const change: Change = { kind: "put", path, temporary, kept, print: null, back: null };
    await this.#record(change);
    if (kept !== null) await this.#files.copy(path, kept);
    refuseIfAborted(signal);
    await make(temporary);
    refuseIfAborted(signal);
    const made = await this.#files.stat(temporary);
    if (made === undefined) throw new Refusal(`${temporary} vanished while it was made`);
    change.print = printOf(made);
    await this.#save();
    const now = await this.#files.stat(path);
    if (existing === undefined ? now !== undefined : !isThat(now, printOf(existing))) {
      throw new Refusal(`${path} was changed by somebody else in the meantime`);
    }
    await this.#files.move(temporary, path);
    return made;
  }

  /** Renames within one file system; what is at `to` is kept first, and replaced by the rename itself. */
  async rename(from: string, stat: FileStat, to: string, existing: FileStat | undefined): Promise<void> {
    const kept = existing === undefined ? null : await this.#freeName("kept");
    await this.#record({ kind: "moved", from, to, print: printOf(stat), kept });
    if (kept !== null) await this.#files.copy(to, kept);
    await this.#files.move(from, to);
  }

  async makeFolder(path: string, mode: number | undefined): Promise<void> {
    await this.#record({ kind: "folder", path });
    await this.#files.makeFolder(path, mode);
  }

  /** Puts everything back, last change first. Returns what could not be put back, in words. */
  async rollBack(): Promise<readonly string[]> {
    const problems: string[] = [];
    const left: Change[] = [];
    for (const change of [...this.#list].reverse()) {
      const problem = await putBack(change, {
        files: this.#files,
        effect: this.#means.effect,
        save: () => this.#save(),
      }).catch((error: unknown) => messageOf(error));
      if (problem === undefined) continue;
      problems.push(problem);
      left.unshift(change);
    }
    this.#list = left;
    // On a full disk the record stays as it was; to put back once more what is back already changes nothing.
    await this.#save().catch(() => undefined);
    return problems;
  }

  async #record(...changes: readonly Change[]): Promise<void> {
    this.#list.push(...changes);
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#files.makeFolder(this.#means.scratch, 0o700);
    await this.#files.write(join(this.#means.scratch, "changes.json"), JSON.stringify(this.#list), {
      durable: true,
      mode: 0o600,
    });
  }

  async #freeName(prefix: string): Promise<string> {
    for (;;) {
      const path = join(this.#means.scratch, `${prefix}-${this.#serial++}`);
      if ((await this.#files.stat(path)) === undefined) return path;
    }
  }
}

function refuseIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Refusal("it was broken off");
}
