/** What the outbox writes down. A store that fails does not keep a page from going out; it is told all the same. */
import { type Delivery, event, type NewEvent } from "#core/model";

export interface JournalMeans {
  /** Appends events. */
  readonly record: (events: readonly NewEvent[]) => void;
  /** Resolves once what was appended is on disk. */
  readonly durable: () => Promise<void>;
}

export interface Attempt {
  readonly channel: string;
  readonly delivery: Delivery;
  /** Wall clock, ms; null when there will be none. */
  readonly nextAttemptAt: number | null;
}

export class OutboxJournal {
  readonly #means: JournalMeans;

  constructor(means: JournalMeans) {
    this.#means = means;
  }

  /** On disk before anything leaves, so that a crash cannot hide that it may have arrived. */
  attempting(messages: readonly string[], channels: readonly string[], attempt: number): Promise<void> {
    return this.#write(channels.map((channel) => event("message.attempting", { messages, channel, attempt })));
  }

  attempted(messages: readonly string[], attempts: readonly Attempt[], attempt: number): Promise<void> {
    return this.#write(
      messages.flatMap((message) => attempts.map((one) => event("message.attempted", { message, attempt, ...one }))),
    );
  }

  refused(messages: readonly string[], reason: string): Promise<void> {
    return this.#write(messages.map((message) => event("message.refused", { message, reason })));
  }

  undeliverable(messages: readonly string[], reason: string): Promise<void> {
    return this.#write(messages.map((message) => event("message.undeliverable", { message, reason })));
  }

  async #write(events: readonly NewEvent[]): Promise<void> {
    try {
      this.#means.record(events);
      await this.#means.durable();
    } catch {
      // The log has told its owner by its own way (`onFailure`); a human must hear of the trouble nevertheless.
    }
  }
}
