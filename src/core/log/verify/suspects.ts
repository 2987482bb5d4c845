/**
 * Records that did not follow from the one before them. Most often they were altered; but where two records have changed
 * places, each is genuine, and so is the one that follows either of them.
 */
import { hashOf } from "../chain/index.ts";
import type { EventRow } from "../events.ts";
import type { Findings } from "./findings.ts";

export interface Suspect {
  readonly row: EventRow;
  /** The hash that the record before it carries. */
  readonly previousHash: string;
}

/** Every pair of suspects is tried with every hash around them: more of them are not sorted out but all called altered. */
const mostSortedOut = 64;

export function judgeSuspects(suspects: readonly Suspect[], findings: Findings): void {
  const few = suspects.length <= mostSortedOut;
  const around = few
    ? new Set(suspects.flatMap(({ row, previousHash }) => [row.hash, previousHash]))
    : new Set<string>();
  const own = new Set(suspects.map(({ row }) => row.hash));
  for (const { row } of suspects) {
    if (isGenuineAt(row, row.seq, around, new Set([row.hash]))) continue;
    const seat = few
      ? suspects.find((other) => other.row !== row && isGenuineAt(row, other.row.seq, around, own))
      : undefined;
    if (seat === undefined) {
      findings.add("altered", row.seq, `record ${row.seq} (${row.type}) has been altered`, row.stream);
    } else {
      findings.add("reordered", row.seq, `at place ${row.seq} stands record ${seat.row.seq}`, row.stream);
    }
  }
}

/** Whether the row's content, taken for record `seq`, gives one of the `wanted` hashes. */
function isGenuineAt(row: EventRow, seq: number, before: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  const record = { ...row, seq };
  for (const hash of before) {
    if (wanted.has(hashOf(hash, record))) return true;
  }
  return false;
}
