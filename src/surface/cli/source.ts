/** Answers from the running engine, or, where nobody answers, from the store as it was left. */
import type { LogReader } from "#core/log/read";
import { ChironError } from "#core/model/plain";
import type { Client } from "./client.ts";
import type { Context } from "./context.ts";
import { storeOf } from "./places.ts";

export interface Sourced<T> {
  readonly value: T;
  readonly isLive: boolean;
}

export async function liveOrKept<T>(
  context: Context,
  live: (ask: Client) => Promise<T>,
  kept: (reader: LogReader) => T | Promise<T>,
): Promise<Sourced<T>> {
  try {
    return { value: await live(context.ask), isLive: true };
  } catch (error) {
    if (context.isRemote || !(error instanceof ChironError) || error.code !== "not_running") throw error;
    return { value: await fromStore(context, kept, error), isLive: false };
  }
}

/** `absent` is thrown when there is no store either. */
export async function fromStore<T>(
  context: Context,
  kept: (reader: LogReader) => T | Promise<T>,
  absent: Error,
): Promise<T> {
  const { openLogReader } = await import("#core/log/read");
  const reader = openStore(() => openLogReader(storeOf(context.dataDir)), absent);
  try {
    return await kept(reader);
  } finally {
    reader.close();
  }
}

function openStore(open: () => LogReader, absent: Error): LogReader {
  try {
    return open();
  } catch (error) {
    throw error instanceof ChironError && error.code === "not_found" ? absent : error;
  }
}

/** Says that the answer may be old. */
export function noteWhenKept({ terminal, dataDir }: Context, { isLive }: Sourced<unknown>): void {
  if (!isLive)
    terminal.note(terminal.paint("yellow", `Chiron is not running; this is what the store in ${dataDir} knows.`));
}
