/**
 * Files that are outputs as a whole: one, or every one of a folder. A file is taken in once it has not changed between two looks, so that none is
 * read half; again when it is written anew. Names that say "not yet" (hidden, `.tmp`, `.part`, `~`) are left alone.
 */
import { basename, dirname, join } from "node:path";
import type { FileStat } from "#core/platform";
import { longestOutput, type Position, type Source, type SourceMeans } from "./source.ts";

const unfinished = /^\.|(?:\.(?:tmp|part|partial|swp|crdownload)|~)$/;
const mostFiles = 10_000;
const mostAtOnce = 200;
/** A file that is written anew in its place does not change its folder; all are looked at now and then. */
const allEveryMs = 5_000;

interface Seen {
  readonly mark: string;
  readonly stat: FileStat;
}

export class FileSource implements Source {
  readonly #means: SourceMeans;
  readonly #known: Map<string, Position>;
  /** Seen changed once, and to be seen unchanged before it is read. */
  readonly #fresh = new Map<string, Seen>();
  #isNew: boolean;
  #folderMark = "";
  #lookedAt = Number.NEGATIVE_INFINITY;
  #trouble = "";

  constructor(means: SourceMeans) {
    this.#means = means;
    this.#known = new Map(means.positions.map((position) => [position.name, position]));
    this.#isNew = means.positions.length === 0 && means.setting.begin === "now";
  }

  async look(): Promise<void> {
    const { setting, platform } = this.#means;
    const isFolder = setting.kind === "folder";
    const folder = isFolder ? setting.from : dirname(setting.from);
    const stat = await platform.files.stat(setting.from, { follow: true });
    if (stat === undefined) {
      this.#isNew = false;
      return;
    }
    if (stat.kind !== (isFolder ? "folder" : "file")) return this.#tell(`${setting.from} is no ${setting.kind}`);
    const names = isFolder ? await this.#names(stat) : [basename(setting.from)];
    for (const name of names) {
      if (this.#means.signal.aborted) return;
      await this.#lookAt(join(folder, name), isFolder ? name : "");
    }
    this.#isNew = false;
  }

  close(): void {
    this.#fresh.clear();
  }

  async #names(stat: FileStat): Promise<readonly string[]> {
    const { files, clock } = this.#means.platform;
    const mark = `${stat.inode}:${stat.modifiedAt}`;
    const now = clock.monotonic();
    if (mark === this.#folderMark && now - this.#lookedAt < allEveryMs) return [...this.#fresh.keys()];
    this.#folderMark = mark;
    this.#lookedAt = now;
    const all = (await files.list(this.#means.setting.from)).filter((name) => !unfinished.test(name)).sort();
    if (all.length > mostFiles) this.#tell(`${this.#means.setting.from} has more than ${mostFiles} files`);
    const there = new Set(all);
    for (const [name, position] of this.#known) {
      if (there.has(name)) continue;
      this.#known.delete(name);
      this.#means.reached({ ...position, offset: -1 });
    }
    // A folder that is new is noted as a whole, so that nothing of what was there before counts as new later.
    return this.#isNew ? all.slice(0, mostFiles) : all.slice(0, mostFiles).filter((name) => this.#mayBeNew(name));
  }

  #mayBeNew(name: string): boolean {
    return this.#fresh.size < mostAtOnce || this.#fresh.has(name) || this.#known.has(name);
  }

  async #lookAt(path: string, name: string): Promise<void> {
    const stat = await this.#means.platform.files.stat(path, { follow: true });
    if (stat === undefined || stat.kind !== "file") return void this.#fresh.delete(name);
    const { inode, size, modifiedAt } = stat;
    const position: Position = { name, inode, offset: size, event: String(modifiedAt) };
    const known = this.#known.get(name);
    if (known?.inode === inode && known.offset === size && known.event === position.event) {
      this.#fresh.delete(name);
      return;
    }
    if (this.#isNew) return this.#note(position);
    const mark = `${inode}:${size}:${modifiedAt}`;
    if (this.#fresh.get(name)?.mark !== mark) {
      this.#fresh.set(name, { mark, stat });
      return;
    }
    if (await this.#take(path, position)) this.#fresh.delete(name);
  }

  async #take(path: string, position: Position): Promise<boolean> {
    if (position.offset > longestOutput) {
      this.#tell(`${path} has more than ${longestOutput} bytes`);
      this.#note(position);
      return true;
    }
    const output = await this.#means.platform.files.read(path, longestOutput);
    if (output.trim() === "") this.#note(position);
    else if ((await this.#means.take(output, position)) === "later") return false;
    this.#known.set(position.name, position);
    return true;
  }

  #note(position: Position): void {
    this.#known.set(position.name, position);
    this.#means.reached(position);
  }

  #tell(trouble: string): void {
    if (trouble !== this.#trouble) this.#means.tell(trouble);
    this.#trouble = trouble;
  }
}
