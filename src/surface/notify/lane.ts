/**
 * One route's way out. Messages wait here, go out as one when it is time, and come back when no channel took them:
 *
 *   waiting ──(gathered, paced, due)──▶ in flight ──▶ delivered
 *      ▲                                    │
 *      └──────────(failed: backoff)─────────┴──▶ undeliverable (given up, or a notice refused for good by every channel)
 *
 * A page that every channel refuses for good is said to be so, once, and goes on waiting: somebody may mend a token or an address.
 *
 * The two routes have a lane each and share nothing, so that a page never waits for a notice.
 */
import type { Delivery, Message } from "#core/model";
import type { Clock, Random, Timer } from "#core/platform";
import { bundle } from "./bundle.ts";
import type { NamedChannel } from "./dispatch.ts";
import type { OutboxJournal } from "./journal.ts";
import { type Budget, earliestNext, type Pacing, retryDelayMs } from "./pacing.ts";

export interface LaneMeans {
  /** `each`: all channels at once, one is enough. `first`: one after the other until one takes it. */
  readonly manner: "each" | "first";
  readonly clock: Clock;
  readonly random: Random;
  readonly pacing: Pacing;
  readonly budget: () => Budget;
  /** Whether a message that all channels refuse for good is kept. */
  readonly keepsRefused: boolean;
  readonly journal: OutboxJournal;
  readonly channels: () => readonly NamedChannel[];
  readonly giveUpAfterMs: () => number;
  readonly send: (channel: NamedChannel, message: Message) => Promise<Delivery>;
}

/** More than any budget asks to look back on. */
const mostRemembered = 1_000;

interface Waiting {
  readonly message: Message;
  attempts: number;
  /** When it should go; monotonic. What goes earlier takes it along. */
  readyAt: number;
  /** It was said already that every channel refuses it. */
  refused: boolean;
  /** Channels that it was sent to and that never said whether they took it. */
  readonly unsettled: Set<string>;
}

interface Trial {
  readonly channel: NamedChannel;
  readonly delivery: Delivery;
}

/** `retryInMs` is null when it was delivered, and when it is not tried any more. */
interface Round {
  readonly trials: readonly Trial[];
  readonly refused: boolean;
  readonly retryInMs: number | null;
}

export class Lane {
  readonly #means: LaneMeans;
  readonly #waiting = new Map<string, Waiting>();
  /** Of the messages that went out lately; monotonic. */
  readonly #sentAt: number[] = [];
  #failures = 0;
  #lastAttemptAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #flight: Promise<void> | undefined;
  #open = false;

  constructor(means: LaneMeans) {
    this.#means = means;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  add(
    message: Message,
    known: { readonly attempts: number; readonly dueInMs: number; readonly unsettled: readonly string[] },
  ): void {
    if (this.#waiting.has(message.id)) return;
    const readyAt = this.#means.clock.monotonic() + known.dueInMs;
    this.#waiting.set(message.id, {
      message,
      attempts: known.attempts,
      readyAt,
      refused: false,
      unsettled: new Set(known.unsettled),
    });
    this.#failures = Math.max(this.#failures, known.attempts);
    this.#schedule();
  }

  start(): void {
    this.#open = true;
    this.#schedule();
  }

  /** Everything is due now: the channels have changed. */
  retryNow(): void {
    for (const waiting of this.#waiting.values()) waiting.readyAt = this.#means.clock.monotonic();
    this.#schedule();
  }

  /** Nothing further goes out. Resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    this.#open = false;
    this.#timer?.cancel();
    await this.#flight;
  }

  #schedule(): void {
    if (!this.#open || this.#flight !== undefined || this.#waiting.size === 0) return;
    this.#timer?.cancel();
    const { clock, pacing } = this.#means;
    let dueAt = Number.POSITIVE_INFINITY;
    for (const { readyAt } of this.#waiting.values()) dueAt = Math.min(dueAt, readyAt);
    dueAt = Math.max(dueAt, earliestNext(pacing, this.#means.budget(), this.#sentAt));
    // While channels fail, a new message may look whether they still do, but not more often than the first retry would.
    if (this.#failures > 0) dueAt = Math.max(dueAt, this.#lastAttemptAt + pacing.firstRetryMs);
    this.#timer = clock.after(Math.max(0, dueAt - clock.monotonic()), () => {
      this.#flight = this.#fly([...this.#waiting.values()]).finally(() => {
        this.#flight = undefined;
        this.#schedule();
      });
    });
  }

  async #fly(group: readonly Waiting[]): Promise<void> {
    const { clock } = this.#means;
    this.#lastAttemptAt = clock.monotonic();
    for (const waiting of group) waiting.attempts += 1;
    const round = this.#means.manner === "each" ? await this.#each(group) : await this.#first(group);
    if (round.trials.some(({ delivery }) => delivery.delivered)) return this.#delivered(group);
    for (const waiting of group) waiting.readyAt = clock.monotonic() + (round.retryInMs ?? 0);
    await this.#giveUp(group, round);
  }

  async #each(group: readonly Waiting[]): Promise<Round> {
    const { channels, journal } = this.#means;
    const [messages, attempt, list] = [idsOf(group), attemptOf(group), channels()];
    const names = list.map(({ name }) => name);
    await journal.attempting(messages, names, attempt);
    const trials = await Promise.all(list.map((channel) => this.#try(channel, group)));
    const round = this.#conclude(trials);
    const nextAttemptAt = this.#wallTimeIn(round.retryInMs);
    const attempts = trials.map(({ channel, delivery }) => ({ channel: channel.name, delivery, nextAttemptAt }));
    await journal.attempted(messages, attempts, attempt);
    return round;
  }

  async #first(group: readonly Waiting[]): Promise<Round> {
    const { channels, journal } = this.#means;
    const [messages, attempt, list] = [idsOf(group), attemptOf(group), channels()];
    const trials: Trial[] = [];
    for (const [index, channel] of list.entries()) {
      await journal.attempting(messages, [channel.name], attempt);
      const { delivery } = await this.#try(channel, group);
      trials.push({ channel, delivery });
      const over = delivery.delivered || index === list.length - 1;
      const round = over ? this.#conclude(trials) : undefined;
      // Without a conclusion the next channel is asked at once.
      const nextAttemptAt = this.#wallTimeIn(round === undefined ? 0 : round.retryInMs);
      await journal.attempted(messages, [{ channel: channel.name, delivery, nextAttemptAt }], attempt);
      if (round !== undefined) return round;
    }
    return this.#conclude(trials);
  }

  async #try(channel: NamedChannel, group: readonly Waiting[]): Promise<Trial> {
    const message = bundle(group.map(({ message }) => message));
    const repeat = message.repeat || group.some(({ unsettled }) => unsettled.has(channel.name));
    const delivery = await this.#means.send(channel, repeat ? asRepeat(message) : message);
    for (const { unsettled } of group) {
      if (delivery.unknown === true) unsettled.add(channel.name);
      else unsettled.delete(channel.name);
    }
    return { channel, delivery };
  }

  /** What a round came to. All channels are asked again when the first of them may want it. */
  #conclude(trials: readonly Trial[]): Round {
    const { pacing, random, keepsRefused } = this.#means;
    if (trials.some(({ delivery }) => delivery.delivered)) return { trials, refused: false, retryInMs: null };
    this.#failures += 1;
    const hopeful = trials.filter(({ delivery }) => delivery.retryable);
    if (hopeful.length === 0) return { trials, refused: true, retryInMs: keepsRefused ? pacing.longestRetryMs : null };
    const askedMs = Math.min(...hopeful.map(({ delivery }) => delivery.retryAfterMs ?? 0));
    return { trials, refused: false, retryInMs: retryDelayMs(pacing, this.#failures, random, askedMs) };
  }

  #wallTimeIn(ms: number | null): number | null {
    return ms === null ? null : this.#means.clock.now() + ms;
  }

  #delivered(group: readonly Waiting[]): void {
    for (const { message } of group) this.#waiting.delete(message.id);
    this.#failures = 0;
    this.#sentAt.push(this.#means.clock.monotonic());
    if (this.#sentAt.length > mostRemembered) this.#sentAt.shift();
  }

  /** Those that nobody will ever take, and those whose time is over. */
  async #giveUp(group: readonly Waiting[], { trials, refused, retryInMs }: Round): Promise<void> {
    const { clock, giveUpAfterMs, journal } = this.#means;
    const now = clock.now();
    const told = trials.map(({ channel, delivery }) => `${channel.name}: ${delivery.detail}`).join("; ");
    const isOver = ({ message }: Waiting) => retryInMs === null || now - message.createdAt >= giveUpAfterMs();
    const given = group.filter(isOver);
    for (const { message } of given) this.#waiting.delete(message.id);
    if (given.length > 0) {
      const why = refused ? "refused by every channel" : "given up";
      await journal.undeliverable(idsOf(given), `${why}: ${told}`);
    }
    const kept = refused ? group.filter((waiting) => !isOver(waiting) && !waiting.refused) : [];
    for (const waiting of kept) waiting.refused = true;
    if (kept.length > 0) await journal.refused(idsOf(kept), told);
  }
}

function idsOf(group: readonly Waiting[]): readonly string[] {
  return group.map(({ message }) => message.id);
}

function attemptOf(group: readonly Waiting[]): number {
  return Math.max(...group.map(({ attempts }) => attempts));
}

function asRepeat(message: Message): Message {
  const hint = "You may have had this before: it was sent, and nobody confirmed that it arrived.";
  return { ...message, repeat: true, subject: `Repeat: ${message.subject}`, body: `${hint}\n\n${message.body}` };
}
