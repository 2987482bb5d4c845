/** What is told to a human, and where it stands in the outbox. */
import type { Tier } from "./incident.ts";

export interface Message {
  readonly id: string;
  /** notice: tiers 1 and 2; page: tier 3. */
  readonly route: "notice" | "page";
  readonly tier: Tier;
  readonly incident: string | null;
  readonly subject: string;
  /** Plain words: what broke, what was tried, what is wanted from the reader. */
  readonly body: string;
  /** Machine-readable facts for webhooks. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  /** True when it repeats an earlier page. */
  readonly repeat: boolean;
}

export interface Delivery {
  readonly delivered: boolean;
  /** Whether trying again can help. */
  readonly retryable: boolean;
  /** What the other side answered. */
  readonly detail: string;
  /** It was sent and no answer came: it may have arrived all the same. */
  readonly unknown?: boolean;
  /** How long the other side asked to wait before the next try. */
  readonly retryAfterMs?: number;
}

/** What somebody wrote to Chiron by a two-way channel. Everything in it comes from the world. */
export interface InboundMessage {
  /** By which names the service knows who wrote it, such as a number and an id; the first stands in the log. */
  readonly senders: readonly [string, ...string[]];
  /** The service's own id of the message, so that one that comes again is known. */
  readonly id: string;
  readonly text: string;
  /** The text of the message that it answers, where the service says so. */
  readonly quoted: string | null;
}

/** What became of a test message. */
export interface ChannelTrial extends Pick<Delivery, "delivered" | "retryable" | "detail"> {
  readonly route: Message["route"];
  /** As it is called within its route: `webhook`, `webhook-2`. */
  readonly channel: string;
  readonly unknown: boolean;
  readonly tookMs: number;
}

export interface OutboxEntry {
  readonly message: Message;
  readonly status: "waiting" | "delivered" | "undeliverable";
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly deliveredBy: string | null;
  readonly lastDetail: string | null;
  /** Channels that an attempt was begun on whose end nobody knows; sent there again, it names itself a repeat. */
  readonly unsettled?: readonly string[];
}
