/**
 * Replies to questions (REASON-08), by every channel that is configured to hear them. What a trusted sender answers goes the way of any
 * other command; whatever is not one, or does not come from one, changes nothing. Kept listening through outages.
 */
import {
  type Actor,
  type Channel,
  ChironError,
  type Command,
  type CommandResult,
  type Configured,
  type InboundMessage,
  messageOf,
  type ReplyContext,
  type Settings,
} from "#core/model";
import type { Clock, Random } from "#core/platform";
import { defaultPacing, retryDelayMs } from "./pacing.ts";
import { readReply } from "./reply-words.ts";
import { oneLine } from "./wording.ts";

export interface InboxMeans {
  readonly clock: Clock;
  readonly random: Random;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly notify: Settings["notify"];
  readonly context: Omit<ReplyContext, "signal" | "take">;
  /** Throws ChironError when the engine refuses it. */
  readonly command: (command: Command, actor: Actor) => Promise<CommandResult>;
  /** Writes down what was refused (`command.refused`). */
  readonly refused: (command: Command["kind"], reason: string, actor: Actor) => void;
  /** One line for whoever watches the service. */
  readonly say: (line: string) => void;
}

export interface Inbox {
  start(): void;
  /** Listens to other channels, after a reload. */
  configure(notify: Settings["notify"]): void;
  stop(): Promise<void>;
}

/** Whoever writes more than this is not heard for a while, so that nobody can fill the log. */
const mostHeard = 10;
const heardWithinMs = 60_000;
const mostRemembered = 1_000;
/** A connection that lasted this long was a good one. */
const steadyMs = 60_000;

/** Whether some channel hears replies, so that a question may say so. */
export function hearsReplies(notify: Settings["notify"], channels: ReadonlyMap<string, Channel>): boolean {
  return listeners(notify, channels).length > 0;
}

export function createInbox(means: InboxMeans): Inbox {
  const running = new Map<string, { readonly end: AbortController; readonly ended: Promise<void> }>();
  let notify = means.notify;
  let isOpen = false;

  const adjust = (): void => {
    const wanted = new Map(isOpen ? listeners(notify, means.channels).map((one) => [one.key, one]) : []);
    for (const [key, { end }] of running) {
      if (wanted.has(key)) continue;
      end.abort(new Error("it is no longer listened to"));
      running.delete(key);
    }
    for (const [key, listener] of wanted) {
      if (running.has(key)) continue;
      const end = new AbortController();
      running.set(key, { end, ended: keepListening(means, listener, end.signal) });
    }
  };

  return {
    start() {
      isOpen = true;
      adjust();
    },
    configure(changed) {
      notify = changed;
      adjust();
    },
    async stop() {
      isOpen = false;
      const ends = [...running.values()].map(({ ended }) => ended);
      adjust();
      await Promise.all(ends);
    },
  };
}

interface Listener {
  readonly key: string;
  readonly configured: Configured;
  readonly channel: Channel;
  readonly trusted: readonly string[];
}

/** One for each way, also where notices and pages go by the same. */
function listeners(notify: Settings["notify"], channels: ReadonlyMap<string, Channel>): readonly Listener[] {
  const found = new Map<string, Listener>();
  for (const configured of [...notify.notice, ...notify.page]) {
    const channel = channels.get(configured.kind);
    const trusted = channel?.replies?.trusted(configured.options);
    if (channel === undefined || trusted === undefined) continue;
    const key = `${configured.kind} ${JSON.stringify(configured.options)}`;
    found.set(key, { key, configured, channel, trusted });
  }
  return [...found.values()];
}

async function keepListening(means: InboxMeans, listener: Listener, signal: AbortSignal): Promise<void> {
  const { clock, random } = means;
  const { configured, channel } = listener;
  const take = takerFor(means, listener);
  let failures = 0;
  while (!signal.aborted) {
    const begunAt = clock.monotonic();
    try {
      await channel.replies?.listen(configured.options, { ...means.context, signal, take });
    } catch (error) {
      failures = clock.monotonic() - begunAt > steadyMs ? 1 : failures + 1;
      if (failures === 1) means.say(`error: replies by ${configured.kind} are not heard: ${oneLine(messageOf(error))}`);
      await clock.sleep(retryDelayMs(defaultPacing, failures, random), signal).catch(() => undefined);
    }
  }
}

function takerFor(means: InboxMeans, { configured, trusted }: Listener): ReplyContext["take"] {
  const seen = new Set<string>();
  const heardAt = new Map<string, number[]>();

  const isTooMuch = (sender: string): boolean => {
    const now = means.clock.monotonic();
    const recent = (heardAt.get(sender) ?? []).filter((at) => now - at < heardWithinMs);
    if (heardAt.size > mostRemembered) heardAt.clear();
    heardAt.set(sender, [...recent, now].slice(-mostHeard - 1));
    return recent.length >= mostHeard;
  };

  return async ({ senders, id, text, quoted }: InboundMessage): Promise<string | null> => {
    const reply = readReply(text, quoted);
    if (reply === undefined || seen.has(id)) return null;
    seen.add(id);
    if (seen.size > mostRemembered) seen.delete([...seen][0] ?? "");
    const [sender] = senders;
    if (isTooMuch(sender)) return null;
    const actor: Actor = { kind: "human", id: oneLine(`${configured.kind}:${sender}`, 100) };
    const refuse = (reason: string): string => {
      means.refused("reply", reason, actor);
      return `Nothing was changed: ${reason}.`;
    };
    if (!senders.some((name) => trusted.includes(name))) {
      // What a stranger says to others is none of our business, unless it is about a question.
      return reply !== "ambiguous" && reply.code === null ? null : refuse("you are not among those who may answer");
    }
    if (reply === "ambiguous") return refuse("you name one question and quote another");
    if (reply.code === null) return refuse(`say which question: "${reply.answer} CODE", with the code that it names`);
    const { answer, code, reason } = reply;
    try {
      return (await means.command({ kind: "reply", answer, code, reason }, actor)).message;
    } catch (error) {
      const help = error instanceof ChironError && error.help !== undefined ? ` (${error.help})` : "";
      return refuse(`${messageOf(error)}${help}`);
    }
  };
}
