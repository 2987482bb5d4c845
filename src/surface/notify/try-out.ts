/** One test message through each configured channel, past the outbox: what comes back is for whoever asked, at once. */
import { type ChannelTrial, ChironError, type Message, type Settings } from "#core/model";
import { type DispatchMeans, dispatch, type NamedChannel, namedChannels } from "./dispatch.ts";

export interface TryOut {
  readonly route?: Message["route"];
  /** A channel's name (`webhook-2`), or its kind, which means all of that kind. */
  readonly channel?: string;
}

export interface TryOutMeans extends DispatchMeans {
  readonly notify: Settings["notify"];
  /** An id that was never used. */
  readonly id: string;
}

/** Tries all that are meant at the same time. Throws when none is. */
export async function tryOut(means: TryOutMeans, wanted: TryOut): Promise<readonly ChannelTrial[]> {
  const routes = (["notice", "page"] as const).filter((route) => wanted.route === undefined || wanted.route === route);
  const all = routes.flatMap((route) => namedChannels(means.notify[route]).map((channel) => ({ route, channel })));
  const meant = all.filter(({ channel }) => isMeant(channel, wanted.channel));
  if (meant.length === 0) {
    const known = [...new Set(all.map(({ channel }) => channel.name))].join(", ");
    throw new ChironError("not_found", `there is no channel ${wanted.channel}`, { help: `There are: ${known}` });
  }
  return Promise.all(meant.map(({ route, channel }) => tryOne(means, route, channel)));
}

function isMeant({ name, configured }: NamedChannel, wanted: string | undefined): boolean {
  return wanted === undefined || wanted === name || wanted === configured.kind;
}

async function tryOne(means: TryOutMeans, route: Message["route"], channel: NamedChannel): Promise<ChannelTrial> {
  const { clock } = means;
  const begunAt = clock.monotonic();
  // Ids are idempotency keys: each channel gets one of its own.
  const message = testMessage(means, route, `${means.id}-${route}-${channel.name}`);
  const { delivered, retryable, unknown = false, detail } = await dispatch(means, channel, message);
  const tookMs = Math.round(clock.monotonic() - begunAt);
  return { route, channel: channel.name, delivered, retryable, unknown, detail, tookMs };
}

function testMessage({ clock, context }: TryOutMeans, route: Message["route"], id: string): Message {
  return {
    id,
    route,
    tier: route === "page" ? 3 : 1,
    incident: null,
    subject: `[test] Chiron on ${context.node}: this is how a ${route} arrives`,
    body: `Nothing is wrong, and you need not do anything.\n\nSomebody asked for this with: chiron notify test`,
    data: { test: true },
    createdAt: clock.now(),
    repeat: false,
  };
}
