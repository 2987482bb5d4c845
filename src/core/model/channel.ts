/** The kind of extension by which humans are told, and may answer; see extensions.ts for the others. */
import type { z } from "zod";
import type { Clock, Files, Network, Processes } from "../platform/index.ts";
import type { Delivery, InboundMessage, Message } from "./message.ts";

type Schema = z.ZodType<object>;

export interface ChannelContext {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly files: Files;
  readonly network: Network;
  readonly processes: Processes;
  /** A variable of the engine's own environment, for secrets that are kept there. */
  readonly environment: (name: string) => string | undefined;
  readonly node: string;
  readonly dataDir: string;
}

/**
 * A way to a human. `send` never waits beyond its own time-out, gives up when `signal` is aborted, and reports rather than throws.
 * What the message holds comes from the world: each channel sees to it that it stays text there. Nothing secret is ever in `detail`.
 */
export interface Channel<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  send(message: Message, options: O, context: ChannelContext): Promise<Delivery>;
  /** For a channel by which a human can answer. */
  readonly replies?: Replies<O>;
}

export interface ReplyContext extends ChannelContext {
  /** Takes what somebody wrote, and gives the short text to answer with; null: nothing is answered. Never rejects. */
  readonly take: (message: InboundMessage) => Promise<string | null>;
}

/** The way back. Who may answer is configured, and nobody else is believed, whatever they write. */
export interface Replies<O extends object = object> {
  /** The senders that are trusted; undefined: replies are not asked for, and nothing is listened to. */
  trusted(options: O): readonly string[] | undefined;
  /**
   * Listens until `signal` is aborted, and then resolves. Rejects when it cannot, or no longer, listen; it is then called again after
   * a while. What is written meanwhile may be lost: silence is a no.
   */
  listen(options: O, context: ReplyContext): Promise<void>;
}

export function defineChannel<S extends Schema>(
  channel: Omit<Channel<z.output<S> & object>, "schema"> & { readonly schema: S },
): Channel {
  return channel as unknown as Channel;
}
