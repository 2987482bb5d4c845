/** Why an event is not appended: somebody else has written meanwhile, or a projection cannot take it. */
import { ChironError, messageOf } from "#core/model/plain";
import type { Head } from "./chain/index.ts";
import type { Database } from "./database.ts";

/** Nobody else may have written to this stream; to others they may. Throws `conflict`. */
export function assertOwnStream(db: Database, stream: string, head: Head): void {
  const kept = db.get<Head>("SELECT seq, hash FROM heads WHERE stream = ?", stream);
  if ((kept?.seq ?? 0) === head.seq && (kept === undefined || kept.hash === head.hash)) return;
  throw new ChironError(
    "conflict",
    `Another process has written to the stream "${stream}", up to record ${kept?.seq ?? 0}`,
    {
      help: "This process has lost its place and must end; the other one carries on.",
      details: { stream, ours: head.seq, theirs: kept?.seq ?? 0 },
    },
  );
}

/** The head that a decision rests on has to be the one that is there. Throws `conflict`. */
export function assertExpected(expected: number | undefined, head: Head): void {
  if (expected === undefined || expected === head.seq) return;
  throw new ChironError("conflict", `Record ${expected} was taken for the newest, but that is ${head.seq}`, {
    help: "Read again what has happened since, and decide again.",
    details: { expected, head: head.seq },
  });
}

/** What a projection throws is an error of this program. */
export function asAppendError(error: unknown): ChironError {
  if (error instanceof ChironError) return error;
  return new ChironError("internal", `a projection cannot take an event: ${messageOf(error)}`, { cause: error });
}
