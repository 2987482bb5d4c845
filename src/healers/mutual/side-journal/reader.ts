/** Reads side journals: which there are, and what of one follows from what was joined before. */
import { closeSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Head } from "#core/log/chain";
import { hashOfEntry, type PartHeader, parseEntry, parseHeader, type SideEntry } from "./entry.ts";
import { isPartName } from "./part.ts";
import { isOurs } from "./places.ts";

export interface Part extends Omit<PartHeader, "chiron"> {
  readonly path: string;
}

/** By writer, each writer's parts in order. */
export function listParts(folders: readonly string[]): ReadonlyMap<string, readonly Part[]> {
  const byWriter = new Map<string, Part[]>();
  for (const path of folders.filter(isOurs).flatMap(filesIn)) {
    const header = headerOf(path);
    if (header === undefined) continue;
    const { writer, part, process } = header;
    byWriter.set(writer, [...(byWriter.get(writer) ?? []), { writer, part, process, path }]);
  }
  for (const parts of byWriter.values()) parts.sort((a, b) => a.part - b.part);
  return byWriter;
}

/** When all that it holds is in the log, and nobody writes to it any more. */
export function removePart({ path }: Part): void {
  rmSync(path, { force: true });
}

export type Found =
  | { readonly kind: "entry"; readonly entry: SideEntry }
  /** It does not follow from what stands before it. `text` is the line, as it stands there; empty for one that is missing. */
  | { readonly kind: "broken"; readonly seq: number; readonly why: string; readonly text: string; readonly head: Head };

/**
 * What one writer wrote after `joined`, in order and proved. After something broken it goes on with what follows, as far as that hangs
 * together. A last line that is not whole was being written when its writer died, or is being written now: it was never announced.
 */
export function* walkJournal(parts: readonly Part[], joined: Head): Generator<Found> {
  let head = joined;
  for (const { path, writer } of parts) {
    let unread: string | undefined;
    for (const line of linesOf(path)) {
      if (unread !== undefined) {
        const broken = brokenBy(unread, head);
        head = broken.head;
        unread = undefined;
        yield broken;
      }
      const entry = parseEntry(line);
      if (entry === undefined) {
        unread = line;
      } else if (entry.seq > head.seq) {
        for (const found of place(writer, entry, line, head)) {
          head = found.kind === "entry" ? found.entry : found.head;
          yield found;
        }
      }
    }
  }
}

/** Any `prev` follows from it: what stood before cannot be proved any more. */
const unknownHash = "";

function brokenBy(text: string, { seq }: Head): Found & { kind: "broken" } {
  const why = `entry ${seq + 1} cannot be read`;
  return { kind: "broken", seq: seq + 1, why, text, head: { seq: seq + 1, hash: unknownHash } };
}

function* place(writer: string, entry: SideEntry, text: string, head: Head): Generator<Found> {
  const { seq, prev, hash } = entry;
  let before = head;
  if (seq > head.seq + 1) {
    const which = seq === head.seq + 2 ? `entry ${seq - 1} is` : `entries ${head.seq + 1} to ${seq - 1} are`;
    before = { seq: seq - 1, hash: unknownHash };
    yield { kind: "broken", seq: seq - 1, why: `${which} missing`, text: "", head: before };
  }
  const isAltered = hashOfEntry(writer, entry) !== hash;
  const isElsewhere = before.hash !== unknownHash && prev !== before.hash;
  if (!isAltered && !isElsewhere) return yield { kind: "entry", entry };
  const why = isAltered ? `entry ${seq} was altered` : `entry ${seq} does not follow from the one before it`;
  yield { kind: "broken", seq, why, text, head: { seq, hash: unknownHash } };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(isPartName)
    .map((name) => join(folder, name));
}

function headerOf(path: string): PartHeader | undefined {
  try {
    for (const line of linesOf(path, 4_096, 0)) return parseHeader(line);
  } catch {
    // Removed meanwhile, or it cannot be read: then it is not joined now.
  }
  return undefined;
}

const pieceBytes = 65_536;
const newline = 10;
/** A longer line is cut: it is none that was written by us. */
const longestLine = 131_072;
/** What a power cut may leave where something was about to be written. */
const blank = /^[\0\s]*$/;

/** Lines that are not blank, without the header. */
function* linesOf(path: string, bytes = pieceBytes, skip = 1): Generator<string> {
  const file = openSync(path, "r");
  try {
    const piece = Buffer.alloc(bytes);
    let rest = Buffer.alloc(0);
    let skipped = 0;
    for (;;) {
      const read = readSync(file, piece, 0, piece.length, null);
      if (read === 0) break;
      let from = 0;
      for (;;) {
        // Room that is not used yet is most of a file.
        while (rest.length === 0 && from < read && piece[from] === newline) from += 1;
        const end = piece.subarray(0, read).indexOf(newline, from);
        if (end < 0) break;
        const line = Buffer.concat([rest, piece.subarray(from, end)]).toString();
        rest = Buffer.alloc(0);
        from = end + 1;
        if (skipped < skip) skipped += 1;
        else if (!blank.test(line)) yield line;
      }
      if (rest.length < longestLine) rest = Buffer.concat([rest, piece.subarray(from, read)]);
    }
    const last = rest.toString();
    if (!blank.test(last)) yield last;
  } finally {
    closeSync(file);
  }
}
