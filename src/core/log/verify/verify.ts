/**
 * Finds any record that was altered, removed, put elsewhere or cut off. Reads one record at a time, from one snapshot, so
 * that it also works on a long log while an engine writes to it.
 */
import { existsSync } from "node:fs";
import { incidentOf, messageOf, type StoredEvent } from "#core/model/plain";
import { type Anchor, anchorPathsOf, readAnchor } from "../anchor.ts";
import { genesisOf, type Head, hashOf } from "../chain/index.ts";
import { Database } from "../database.ts";
import type { EventRow } from "../events.ts";
import { asStoreError, assertLog } from "../schema.ts";
import { checkEnd } from "./ends.ts";
import { Findings, type Problem } from "./findings.ts";
import { JoinedWalk } from "./joined.ts";
import { judgeSuspects, type Suspect } from "./suspects.ts";

export interface Verification {
  readonly ok: boolean;
  /** How many records were read. */
  readonly events: number;
  /** The last record of each stream. */
  readonly heads: readonly (Head & { readonly stream: string })[];
  /** By stream, the newest record that an anchor vouches for; without one a cut end cannot be told from an early end. */
  readonly anchored: Readonly<Record<string, number>>;
  /** In the order of the log; at most 1,000. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

export interface VerifyOptions {
  /** Heads that were noted elsewhere, to be held against the log besides the anchors that lie beside it. */
  readonly anchors?: readonly Anchor[];
}

/** Throws `not_found` and `store_failed` only for a file that is no log at all; whatever is wrong inside one is a problem. */
export function verifyLog(path: string, options: VerifyOptions = {}): Verification {
  const findings = new Findings();
  // Anchors first: what is anchored now is in the snapshot that is taken afterwards.
  const anchors = [...readAnchors(path, findings), ...(options.anchors ?? [])];
  const heads: (Head & { stream: string })[] = [];
  let events = 0;
  let db: Database | undefined;
  try {
    if (!existsSync(path)) throw new Error("it is not there");
    db = new Database(path, { readOnly: true });
    assertLog(db, path, false);
    db.run("BEGIN");
    for (const stream of streamsOf(db, anchors)) {
      const { count, end, isWhole } = checkStream(db, stream, findings);
      events += count;
      heads.push({ stream, ...end });
      const ownAnchors = anchors.filter((anchor) => anchor.stream === stream);
      if (isWhole) checkEnd(db, { stream, end, anchors: ownAnchors }, findings);
    }
    checkPlaces(db, events, findings);
    checkPages(db, findings);
  } catch (error) {
    findings.add("unreadable", null, asStoreError(error, path).message);
  } finally {
    db?.close();
  }
  const { problems, count: problemCount } = findings;
  const anchored = Object.fromEntries(anchors.map(({ stream, seq }) => [stream, seq]));
  return { ok: problemCount === 0, events, heads, anchored, problems, problemCount };
}

function readAnchors(path: string, findings: Findings): Anchor[] {
  const anchors: Anchor[] = [];
  for (const anchorPath of attempt(() => anchorPathsOf(path)) ?? []) {
    try {
      const anchor = readAnchor(anchorPath);
      if (anchor !== undefined) anchors.push(anchor);
    } catch (error) {
      findings.add("unreadable", null, `the anchor ${anchorPath} cannot be read: ${messageOf(error)}`);
    }
  }
  return anchors;
}

/** A stream counts as one that should be there as soon as anything names it. */
function streamsOf(db: Database, anchors: readonly Anchor[]): string[] {
  const rows = db.all<{ stream: string }>("SELECT stream FROM heads UNION SELECT DISTINCT stream FROM events");
  return [...new Set([...rows.map(({ stream }) => stream), ...anchors.map(({ stream }) => stream)])].sort();
}

interface StreamEnd {
  readonly count: number;
  readonly end: Head;
  /** False when reading broke off: nothing can then be said about the end. */
  readonly isWhole: boolean;
}

function checkStream(db: Database, stream: string, findings: Findings): StreamEnd {
  const suspects: Suspect[] = [];
  const walk = new ChainWalk(stream, findings, suspects);
  const joined = new JoinedWalk(findings);
  let isWhole = true;
  try {
    for (const row of db.iterate<EventRow>("SELECT * FROM events WHERE stream = ? ORDER BY seq", stream)) {
      walk.take(row);
      joined.take(row);
    }
  } catch (error) {
    isWhole = false;
    const seq = walk.last.seq + 1;
    findings.add("unreadable", seq, `reading breaks off at record ${seq}: ${asStoreError(error, "").message}`, stream);
  }
  judgeSuspects(suspects, findings);
  return { count: walk.count, end: walk.last, isWhole };
}

/** Where a record stands in the order over all streams. */
interface Place {
  readonly id: number;
  readonly seq: number;
}

/** Goes along one stream; what does not follow from the record before it is set aside as suspect. */
class ChainWalk {
  count = 0;
  last: Head;
  readonly #stream: string;
  readonly #findings: Findings;
  readonly #suspects: Suspect[];
  #places: readonly [Place, Place] = [
    { id: 0, seq: 0 },
    { id: 0, seq: 0 },
  ];
  /** Hashes that the next record may follow from; undefined after a gap: nobody can know then. */
  #before: readonly string[] | undefined;

  constructor(stream: string, findings: Findings, suspects: Suspect[]) {
    this.#stream = stream;
    this.#findings = findings;
    this.#suspects = suspects;
    this.last = genesisOf(stream);
    this.#before = [this.last.hash];
  }

  take(row: EventRow): void {
    this.count += 1;
    const expected = this.last.seq + 1;
    if (row.seq > expected) this.#gap(expected, row.seq - 1);
    const accepted = this.#before === undefined || this.#before.some((hash) => hashOf(hash, row) === row.hash);
    if (!accepted) {
      this.#suspects.push({ row, previousHash: this.last.hash });
    } else {
      this.#checkPlace(row);
      if (incidentColumnOf(row) !== row.incident) {
        const what = `record ${row.seq} is filed under another incident than its own`;
        this.#findings.add("altered", row.seq, what, this.#stream);
      }
    }
    this.#before = accepted ? [row.hash] : successorsOf(this.#before ?? [], row);
    this.last = { seq: row.seq, hash: row.hash };
  }

  /** Places rise along a stream. Where they do not, one of two is wrong: the one without which they would. */
  #checkPlace({ id, seq }: EventRow): void {
    const [before, last] = this.#places;
    if (id > last.id) {
      this.#places = [last, { id, seq }];
      return;
    }
    const isLastWrong = id > before.id;
    const wrong = isLastWrong ? last.seq : seq;
    this.#findings.add(
      "reordered",
      wrong,
      `record ${wrong} is not at its place in the order of all streams`,
      this.#stream,
    );
    if (isLastWrong) this.#places = [before, { id, seq }];
  }

  #gap(from: number, to: number): void {
    const which = from === to ? `record ${from} is missing` : `records ${from} to ${to} are missing`;
    this.#findings.add("missing", from, which, this.#stream);
    this.#before = undefined;
  }
}

/**
 * What may follow a bad record: its own hash, when only its content was altered; otherwise the hash that it should have,
 * after a record that was bad in the one way or in the other.
 */
function successorsOf(before: readonly string[], row: EventRow): string[] {
  const ends = new Set([before[0], before.at(-1)].filter((hash) => hash !== undefined));
  return [row.hash, ...[...ends].map((hash) => hashOf(hash, row))];
}

function incidentColumnOf(row: EventRow): string | null {
  const data = attempt(() => JSON.parse(row.data) as unknown);
  return data === undefined ? null : incidentOf({ type: row.type, data } as StoredEvent);
}

/** The order over all streams has no gaps; a gap that no stream explains is a place that was changed. */
function checkPlaces(db: Database, events: number, findings: Findings): void {
  if (findings.count > 0) return;
  const last = db.get<{ id: number | null }>("SELECT max(id) AS id FROM events")?.id ?? 0;
  if (last === events) return;
  const after = db.get<{ stream: string; seq: number }>(
    `SELECT stream, seq FROM events AS here
     WHERE id > 1 AND NOT EXISTS (SELECT 1 FROM events AS before WHERE before.id = here.id - 1) ORDER BY id LIMIT 1`,
  );
  const seq = after?.seq ?? null;
  findings.add("altered", seq, `record ${seq ?? "?"} is not at its place in the order of all streams`, after?.stream);
}

/** What SQLite itself finds wrong with the pages and indexes of the log's own tables. */
function checkPages(db: Database, findings: Findings): void {
  for (const table of ["events", "heads"]) {
    try {
      for (const row of db.iterate<{ integrity_check: string }>(`PRAGMA integrity_check(${table})`)) {
        const message = row.integrity_check;
        if (message !== "ok") findings.add("unreadable", null, `the table "${table}": ${message}`);
      }
    } catch (error) {
      findings.add("unreadable", null, `the table "${table}": ${messageOf(error)}`);
    }
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
