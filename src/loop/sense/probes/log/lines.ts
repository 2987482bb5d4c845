/**
 * The lines that were added to a log since the last look, and how many of them fit a pattern. The place up to which a log was read is
 * kept from look to look; a log that has become another file, or shorter, is read from its beginning.
 */
import type { LinearPattern } from "#core/lib";
import type { Clock, FileStat, Files } from "#core/platform";

/** Small enough that matching one does not hold up the engine. */
const pieceBytes = 32_768;
/** Of a longer line only the beginning is looked at. */
const longestLine = 4_096;
/** So long our loop may be kept at it before others get their turn. */
const turnMs = 8;
const lineFeed = 0x0a;

/** Where the reading of one file stands. */
export interface Place {
  readonly inode: number;
  readonly offset: number;
}

export interface Count {
  lines: number;
  matching: number;
  /** What was added and not read, because it was too much. */
  skippedBytes: number;
}

/** Reads at most `budget` bytes, the newest ones; returns how many, and where the next look begins. */
export async function countLines(
  path: string,
  stat: FileStat,
  from: Place,
  pattern: LinearPattern,
  budget: number,
  count: Count,
  means: { readonly files: Files; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<{ readonly read: number; readonly place: Place }> {
  const isSame = from.inode === stat.inode && from.offset <= stat.size;
  const start = isSame ? from.offset : 0;
  let offset = Math.max(start, stat.size - budget);
  // In the middle of a line: what is left of it is none.
  let isWhole = offset === start;
  count.skippedBytes += offset - start;
  const turn = { since: means.clock.monotonic() };
  const first = offset;
  while (offset < stat.size && !means.signal.aborted) {
    const piece = await means.files.readBytes(path, offset, Math.min(pieceBytes, stat.size - offset));
    if (piece.length === 0) break;
    const end = piece.lastIndexOf(lineFeed);
    // A line without an end is left for the next look, unless it is longer than a piece.
    if (end === -1 && piece.length < pieceBytes) break;
    const length = end === -1 ? piece.length : end + 1;
    const lines = new TextDecoder().decode(piece.subarray(0, length)).split("\n");
    if (end !== -1) lines.pop();
    for (const line of isWhole ? lines : lines.slice(1)) {
      count.lines += 1;
      if (pattern.test(line.slice(0, longestLine))) count.matching += 1;
      if (means.clock.monotonic() - turn.since < turnMs) continue;
      await means.clock.sleep(0);
      turn.since = means.clock.monotonic();
    }
    isWhole = end !== -1;
    offset += length;
  }
  return { read: offset - first, place: { inode: stat.inode, offset } };
}
