/** A file of whole lines. It is for its owner only, and nothing but a regular file is written to. */
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";

export interface LineFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly keep: number;
}

const newline = 0x0a;
const tailBytes = 65_536;
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOFOLLOW;

export class LineFile {
  readonly #options: LineFileOptions;
  #handle: FileHandle;
  #bytes: number;

  private constructor(options: LineFileOptions, handle: FileHandle, bytes: number) {
    this.#options = options;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  static async open(options: LineFileOptions): Promise<LineFile> {
    const { handle, bytes } = await openWhole(options.path);
    return new LineFile(options, handle, bytes);
  }

  /** On disk when it resolves. */
  async append(lines: readonly string[]): Promise<void> {
    let waiting: string[] = [];
    let waitingBytes = 0;
    for (const line of lines) {
      const bytes = Buffer.byteLength(line) + 1;
      if (this.#bytes + waitingBytes + bytes > this.#options.maxBytes && this.#bytes + waitingBytes > 0) {
        await this.#write(waiting);
        [waiting, waitingBytes] = [[], 0];
        await this.#exchange();
      }
      waiting.push(line);
      waitingBytes += bytes;
    }
    await this.#write(waiting);
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  async #write(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const text = Buffer.from(`${lines.join("\n")}\n`);
    // A full disk takes the first part of it, and the rest not.
    for (let written = 0; written < text.length; ) written += (await this.#handle.write(text, written)).bytesWritten;
    this.#bytes += text.length;
  }

  /** The oldest is removed first, so that there are never more than `keep`. */
  async #exchange(): Promise<void> {
    const { path, keep } = this.#options;
    await this.#handle.datasync();
    await this.#handle.close();
    await rm(keep === 1 ? path : `${path}.${keep - 1}`, { force: true });
    for (let number = keep - 2; number >= 0; number--)
      await renameIfThere(older(path, number), older(path, number + 1));
    const { handle, bytes } = await openWhole(path);
    this.#handle = handle;
    this.#bytes = bytes;
  }
}

function older(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** A line that was cut off, by a crash or a full disk, is taken away: its event comes again. */
async function openWhole(path: string): Promise<{ readonly handle: FileHandle; readonly bytes: number }> {
  const handle = await open(path, flags, 0o600);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`${path} is not a regular file`);
    const bytes = await endOfLastLine(handle, stats.size);
    if (bytes < stats.size) await handle.truncate(bytes);
    return { handle, bytes };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - from), 0, end - from, from);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(newline);
    if (last !== -1) return from + last + 1;
    end = from;
  }
  return 0;
}
