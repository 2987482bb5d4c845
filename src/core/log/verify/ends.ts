/** Whether a stream ends where it should: its head row and its anchors say how far it had come. */
import type { Anchor } from "../anchor.ts";
import type { Head } from "../chain/index.ts";
import type { Database } from "../database.ts";
import type { Findings } from "./findings.ts";

export function checkEnd(
  db: Database,
  { stream, end, anchors }: { stream: string; end: Head; anchors: readonly Anchor[] },
  findings: Findings,
): void {
  const head = db.get<Head>("SELECT seq, hash FROM heads WHERE stream = ?", stream);
  if (head === undefined) {
    if (end.seq > 0)
      findings.add("altered", end.seq, "the head row, which says where the log ends, is missing", stream);
  } else if (head.seq > end.seq) {
    findings.add(
      "truncated",
      end.seq + 1,
      `the log ends at record ${end.seq}, but its head is ${head.seq}: its end was cut off`,
      stream,
    );
  } else if (head.seq < end.seq || (head.hash !== end.hash && !findings.names(stream, end.seq))) {
    findings.add(
      "altered",
      end.seq,
      `the head row speaks of record ${head.seq}, but the log ends with another, ${end.seq}`,
      stream,
    );
  }
  for (const anchor of anchors) checkAnchor(db, end, anchor, head?.seq, findings);
}

function checkAnchor(db: Database, end: Head, anchor: Anchor, headSeq: number | undefined, findings: Findings): void {
  const { stream, seq, hash } = anchor;
  if (seq === 0) return;
  if (seq > end.seq) {
    // With the head row in place the cut has been reported already.
    if (headSeq !== undefined && headSeq > end.seq) return;
    const why = "its end was cut off together with its head, or an older copy was put back";
    findings.add(
      "rolled_back",
      end.seq + 1,
      `the log ends at record ${end.seq}, but it had come to ${seq}: ${why}`,
      stream,
    );
    return;
  }
  const there = db.get<{ hash: string }>("SELECT hash FROM events WHERE stream = ? AND seq = ?", stream, seq);
  // A record that is not there has been reported as missing.
  if (there === undefined || there.hash === hash || findings.names(stream, seq)) return;
  findings.add(
    "altered",
    seq,
    `record ${seq} is not the one that was anchored: the chain was made anew up to here or further`,
    stream,
  );
}
