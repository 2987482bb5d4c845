/** What all sinks have in common. */
import { z } from "zod";
import { duration, name, type SinkRecord } from "#core/model";
import { shortened } from "../sink-delivery.ts";

/** Options of every sink beside its own; the follower reads them. */
export const common = {
  id: name.optional().describe("Its name, where there are two of a kind; its place in the log is kept under it"),
  from: z
    .enum(["now", "beginning"])
    .default("now")
    .describe("Where it begins when it is new: with what happens from then on, or with the whole log"),
  timeout: duration.default(10_000).describe("How long the other side may take to confirm"),
} as const;

/** Records that fit; what is too large goes without its data. */
export function fitting(records: readonly SinkRecord[], mostBytes: number): readonly SinkRecord[] {
  return records.map((record) => (Buffer.byteLength(record.text) <= mostBytes ? record : shortened(record)));
}

/** Rejects when the signal is aborted first; what it waited for goes on unheard. */
export async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
