/** One message to one configured channel, whatever the channel does. */
import {
  type Channel,
  type ChannelContext,
  type Configured,
  type Delivery,
  type Message,
  messageOf,
} from "#core/model";
import type { Clock } from "#core/platform";

/** A configured channel, by a name that is unique within its route. */
export interface NamedChannel {
  readonly name: string;
  readonly configured: Configured;
}

/** With nothing configured, messages go to the log. */
export function namedChannels(configured: readonly Configured[]): readonly NamedChannel[] {
  const list = configured.length === 0 ? [{ kind: "log", options: {} }] : configured;
  const seen = new Map<string, number>();
  return list.map((one) => {
    const count = (seen.get(one.kind) ?? 0) + 1;
    seen.set(one.kind, count);
    return { name: count === 1 ? one.kind : `${one.kind}-${count}`, configured: one };
  });
}

export function channelNames(configured: readonly Configured[]): readonly string[] {
  return namedChannels(configured).map(({ name }) => name);
}

export interface DispatchMeans {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly context: Omit<ChannelContext, "signal">;
  readonly attemptMs: number;
  /** Aborted when the outbox ends and will wait no longer. */
  readonly ending: AbortSignal;
  readonly fence?: (effect: string) => void;
}

/** Never throws and never hangs: a channel that does either has failed, and nobody knows what arrived. */
export async function dispatch(
  means: DispatchMeans,
  { configured }: NamedChannel,
  message: Message,
): Promise<Delivery> {
  const channel = means.channels.get(configured.kind);
  if (channel === undefined)
    return { delivered: false, retryable: false, detail: `there is no channel ${configured.kind}` };
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, means.ending]);
  const timer = means.clock.after(means.attemptMs, () =>
    over.abort(new Error("the channel did not come to an end in time")),
  );
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    means.fence?.(`message ${message.id} through ${configured.kind}`);
    const sending = channel.send(message, configured.options, { ...means.context, signal });
    return await Promise.race([sending, aborted]);
  } catch (error) {
    return { delivered: false, retryable: true, unknown: true, detail: messageOf(error) };
  } finally {
    timer.cancel();
    aborted.catch(() => undefined);
  }
}
