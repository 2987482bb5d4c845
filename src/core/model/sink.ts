/** Sinks: the last of the extension families (extensions.ts says what all of them share). */
import type { z } from "zod";
import type { Clock, Files, Network } from "../platform/index.ts";

type Schema = z.ZodType<object>;

/** An event of the log as it goes out. */
export interface SinkRecord {
  readonly seq: number;
  /** The event's hash: the same for the same event, another for another one in the same place of another log. */
  readonly id: string;
  readonly type: string;
  readonly incident: string | null;
  /** A CloudEvent 1.0 as JSON, on one line. */
  readonly text: string;
}

export interface SinkContext {
  readonly clock: Clock;
  readonly files: Files;
  readonly network: Network;
  /** A variable of the engine's own environment, for secrets that are kept there. */
  readonly environment: (name: string) => string | undefined;
  readonly node: string;
  /** Of Chiron. */
  readonly version: string;
}

/** What a sink has open. It is closed after every failure, and another one opened for the next try. */
export interface SinkConnection {
  /**
   * Resolves once the other side has all of them, in this order, for good; rejects when that is not certain. The same records, and
   * perhaps further ones, then come again. Settles soon after the signal is aborted.
   */
  write(records: readonly SinkRecord[], signal: AbortSignal): Promise<void>;
  /** Lets go of everything at once; never rejects. */
  close(): Promise<void>;
}

/**
 * Where the events of the log go besides (REASON-16). A sink never sees the loop: it is handed what is durable already, and may take
 * as long as it likes.
 */
export interface Sink<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  /** Loads the client that it needs, and connects. Settles soon after the signal is aborted. */
  open(options: O, context: SinkContext, signal: AbortSignal): Promise<SinkConnection>;
}

export function defineSink<S extends Schema>(
  sink: Omit<Sink<z.output<S> & object>, "schema"> & { readonly schema: S },
): Sink {
  return sink as unknown as Sink;
}
