/**
 * A file that grows by lines, each of which is an output. What has no end yet is being written, and is left for later. When another file takes
 * its place, the old one is read to its end first, where it still has a name in the same folder (logrotate's `create`); when it is cut
 * (`copytruncate`), reading begins again at its beginning, also when it has grown beyond its old size since (tail.ts).
 */
import { basename, dirname, join } from "node:path";
import type { FileStat } from "#core/platform";
import { longestOutput, type Position, type Source, type SourceMeans } from "./source.ts";
import { hashOf, tailAfter, tailBytes } from "./tail.ts";

const firstPiece = 65_536;
const mostNeighbours = 1_000;
const newline = 10;
const nothing = new Uint8Array();

export class LineSource implements Source {
  readonly #means: SourceMeans;
  #position: Position | undefined;
  /** Before the position; undefined as long as it was not looked at. */
  #tail: Uint8Array | undefined;
  /** What the file looked like when its tail was looked at. */
  #mark = "";
  #trouble = "";

  constructor(means: SourceMeans) {
    this.#means = means;
    this.#position = means.positions[0];
  }

  async look(): Promise<void> {
    const { files } = this.#means.platform;
    const { from } = this.#means.setting;
    const stat = await files.stat(from, { follow: true });
    if (stat === undefined) {
      // It may be on its way: what is there when it comes is new.
      this.#position ??= { name: "", inode: 0, offset: 0, event: null };
      return;
    }
    if (stat.kind !== "file") return this.#tell(`${from} is no file`);
    this.#position ??= this.#beginning(stat);
    if (this.#position.inode !== stat.inode) {
      if (this.#position.inode !== 0 && !(await this.#readOld(this.#position))) return;
      this.#beginAt(stat.inode);
    } else if (!(await this.#isAsLeft(from, stat, this.#position))) {
      this.#beginAt(stat.inode);
      this.#means.reached(this.#position);
    }
    await this.#readOn(from, stat.size, false);
  }

  close(): void {
    this.#position = undefined;
  }

  #beginning({ inode, size }: FileStat): Position {
    const position = { name: "", inode, offset: this.#means.setting.begin === "now" ? size : 0, event: null };
    this.#means.reached(position);
    return position;
  }

  #beginAt(inode: number): void {
    this.#position = { name: "", inode, offset: 0, event: null, tail: hashOf(nothing) };
    this.#tail = nothing;
  }

  /** Whether what was read of it still stands in it. */
  async #isAsLeft(path: string, { size, modifiedAt }: FileStat, position: Position): Promise<boolean> {
    const { offset } = position;
    if (size < offset) return false;
    const mark = `${size}:${modifiedAt}`;
    if (this.#tail !== undefined && mark === this.#mark) return true;
    const from = Math.max(0, offset - tailBytes);
    const found = offset === 0 ? nothing : await this.#means.platform.files.readBytes(path, from, offset - from);
    const tail = hashOf(found);
    // A place that was written down without one is taken at its word, and gets one.
    if (tail !== (position.tail ?? tail)) return false;
    this.#tail = found;
    this.#mark = mark;
    if (position.tail !== undefined) return true;
    this.#position = { ...position, tail };
    this.#means.reached(this.#position);
    return true;
  }

  /** Whether it is done with: read to its end, or gone. */
  async #readOld(position: Position): Promise<boolean> {
    const { inode } = position;
    const { files } = this.#means.platform;
    const { from } = this.#means.setting;
    const folder = dirname(from);
    const own = basename(from);
    const names = (await files.list(folder)).filter((name) => name.startsWith(own) && name !== own);
    for (const name of names.slice(0, mostNeighbours)) {
      const path = join(folder, name);
      const stat = await files.stat(path);
      if (stat?.inode !== inode || stat.kind !== "file") continue;
      // Another one that got its number is none of ours.
      return (await this.#isAsLeft(path, stat, position)) ? this.#readOn(path, stat.size, true) : true;
    }
    return true;
  }

  /** `isEnded`: nobody writes to it any more, so that its last line needs no end. */
  async #readOn(path: string, size: number, isEnded: boolean): Promise<boolean> {
    const { files } = this.#means.platform;
    while (!this.#means.signal.aborted && this.#position !== undefined && this.#position.offset < size) {
      const { offset } = this.#position;
      const piece = await this.#piece(path, offset, Math.min(size - offset, longestOutput));
      if (piece.length === 0) return true;
      const end = piece.lastIndexOf(newline) + 1;
      if (end > 0) {
        if (!(await this.#takeLines(piece.subarray(0, end)))) return false;
        continue;
      }
      if (piece.length >= longestOutput) this.#tell(`${path} has a line of more than ${longestOutput} bytes`);
      else if (!isEnded) return true;
      // Too long, or the end of a file that ends without one.
      if (isEnded && piece.length < longestOutput && !(await this.#takeLines(piece))) return false;
      if (piece.length >= longestOutput) this.#skip(piece);
      if ((await files.stat(path)) === undefined) return true;
    }
    return true;
  }

  /** As much as is needed for one line at least, if there is one. */
  async #piece(path: string, offset: number, most: number): Promise<Uint8Array> {
    const { files } = this.#means.platform;
    for (let length = Math.min(firstPiece, most); ; length = Math.min(length * 4, most)) {
      const piece = await files.readBytes(path, offset, length);
      if (piece.includes(newline) || piece.length < length || length >= most) return piece;
    }
  }

  async #takeLines(bytes: Uint8Array): Promise<boolean> {
    let start = 0;
    while (start < bytes.length && this.#position !== undefined) {
      const found = bytes.indexOf(newline, start);
      const end = found < 0 ? bytes.length : found + 1;
      const line = Buffer.from(bytes.subarray(start, end))
        .toString("utf8")
        .replace(/\r?\n$/, "");
      const tail = tailAfter(this.#tail ?? nothing, bytes.subarray(start, end));
      const next = { ...this.#position, offset: this.#position.offset + (end - start), tail: hashOf(tail) };
      if (line.trim() === "") this.#means.reached(next);
      else if ((await this.#means.take(line, next)) === "later") return false;
      this.#position = next;
      this.#tail = tail;
      start = end;
    }
    return true;
  }

  #skip(piece: Uint8Array): void {
    if (this.#position === undefined) return;
    this.#tail = tailAfter(this.#tail ?? nothing, piece);
    const offset = this.#position.offset + piece.length;
    this.#position = { ...this.#position, offset, tail: hashOf(this.#tail) };
    this.#means.reached(this.#position);
  }

  #tell(trouble: string): void {
    if (trouble !== this.#trouble) this.#means.tell(trouble);
    this.#trouble = trouble;
  }
}
