/**
 * The durable outbox (HOST-20). A message is an event before it is anything else; here it is brought to a channel, through restarts and
 * hours without an answer, and every attempt is an event again.
 */
import type { Channel, ChannelContext, ChannelTrial, Message, OutboxEntry, Settings } from "#core/model";
import type { Clock, Random } from "#core/platform";
import { dispatch, type NamedChannel, namedChannels } from "./dispatch.ts";
import { type JournalMeans, OutboxJournal } from "./journal.ts";
import { Lane } from "./lane.ts";
import { defaultPacing, type Pacing } from "./pacing.ts";
import { type TryOut, tryOut } from "./try-out.ts";

export interface OutboxMeans extends JournalMeans {
  readonly clock: Clock;
  readonly random: Random;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly notify: Settings["notify"];
  /** What had not been delivered when the last engine ended. */
  readonly entries: readonly OutboxEntry[];
  readonly context: Omit<ChannelContext, "signal">;
  readonly pacing?: Partial<Pacing>;
  /** Asked before anything goes out: throws when another engine has taken this one's place. */
  readonly fence?: (effect: string) => void;
}

export interface Outbox {
  /** Takes a message that is recorded (`message.queued`) already. */
  deliver(message: Message): void;
  /** Nothing goes out before this. */
  start(): void;
  /** Takes other channels, after a reload, and tries at once what waits. */
  configure(notify: Settings["notify"]): void;
  /** Sends a test message; the id is one that was never used. */
  tryOut(id: string, wanted: TryOut): Promise<readonly ChannelTrial[]>;
  /** How many messages still wait. */
  waiting(): number;
  /** Lets end what is in flight, for a while; what was not delivered goes out after the next start. */
  stop(): Promise<void>;
}

const stopWithinMs = 5_000;

export function createOutbox(means: OutboxMeans): Outbox {
  const { clock, random } = means;
  const pacing = { ...defaultPacing, ...means.pacing };
  const ending = new AbortController();
  let notify = means.notify;
  const sending = {
    channels: means.channels,
    clock,
    context: means.context,
    attemptMs: pacing.attemptMs,
    ending: ending.signal,
    ...(means.fence === undefined ? {} : { fence: means.fence }),
  };
  const shared = {
    clock,
    random,
    pacing,
    journal: new OutboxJournal(means),
    giveUpAfterMs: () => notify.giveUpAfterMs,
    send: (channel: NamedChannel, message: Message) => dispatch(sending, channel, message),
  };
  const lanes: Readonly<Record<Message["route"], Lane>> = {
    notice: new Lane({
      ...shared,
      manner: "each",
      keepsRefused: false,
      budget: () => notify.budget.notice,
      channels: () => namedChannels(notify.notice),
    }),
    page: new Lane({
      ...shared,
      manner: "first",
      keepsRefused: true,
      budget: () => notify.budget.page,
      channels: () => namedChannels(notify.page),
    }),
  };
  const both = [lanes.page, lanes.notice];

  for (const { message, attempts, nextAttemptAt, unsettled } of means.entries) {
    const dueInMs = Math.max(0, Math.min(pacing.longestRetryMs, (nextAttemptAt ?? 0) - clock.now()));
    lanes[message.route].add(message, { attempts, dueInMs, unsettled: unsettled ?? [] });
  }

  return {
    deliver: (message) => lanes[message.route].add(message, { attempts: 0, dueInMs: pacing.gatherMs, unsettled: [] }),
    start() {
      for (const lane of both) lane.start();
    },
    configure(changed) {
      notify = changed;
      for (const lane of both) lane.retryNow();
    },
    tryOut: (id, wanted) => tryOut({ ...sending, notify, id }, wanted),
    waiting: () => lanes.page.waiting + lanes.notice.waiting,
    async stop() {
      const timer = clock.after(stopWithinMs, () => ending.abort(new Error("the engine ended before an answer came")));
      await Promise.all(both.map((lane) => lane.stop()));
      timer.cancel();
    },
  };
}
