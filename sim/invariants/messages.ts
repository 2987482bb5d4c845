/**
 * Every message arrives, once the channel is back; none arrives twice that does not say so; an incident is paged once, but for
 * what a runbook itself tells; and none of it comes faster than the budget allows.
 */
import type { Message } from "#core/model";
import type { MakeInvariant } from "./types.ts";

/** The longest pause between two tries is five minutes, and a budget may hold back for a while. */
const patienceMs = 1_800_000;

export const messages: MakeInvariant = ({ fail, ledger, settings, world }) => {
  /** Queued, and not yet known to have arrived; with the time since the beginning. */
  const waiting = new Map<string, { readonly message: Message; readonly since: number }>();
  /** By channel and message. */
  const arrived = new Set<string>();
  const queued = new Set<string>();
  const paged = new Map<string, string>();
  const sentAt: Record<Message["route"], number[]> = { page: [], notice: [] };

  const undelivered = ({ id, route, subject }: Message): void =>
    fail("message-delivered", `the ${route} ${id} (${subject}) has not arrived, though every channel is up`);

  const onQueued = (message: Message): void => {
    if (queued.has(message.id)) fail("message-once", `${message.id} was queued twice`);
    queued.add(message.id);
    waiting.set(message.id, { message, since: world.clock.elapsedMs });
    const { incident, route, data } = message;
    if (route !== "page" || incident === null || data.effect !== undefined || message.repeat) return;
    // That a repair does harm is told apart from the incident that shows it.
    const about = typeof data.kind === "string" ? `${incident} (${data.kind})` : incident;
    const before = paged.get(about);
    if (before !== undefined)
      fail("page-once", `${about} is paged by ${before} and again by ${message.id}: ${message.subject}`);
    paged.set(about, message.id);
  };

  return {
    onEvent(stored) {
      if (stored.type === "message.queued") onQueued(stored.data.message);
      else if (stored.type === "message.undeliverable") waiting.delete(stored.data.message);
      else if (stored.type === "message.attempted" && stored.data.delivery.delivered) {
        const { message, channel } = stored.data;
        waiting.delete(message);
        if (!arrived.has(`${channel} ${message}`))
          fail("message-delivered", `${message} is said to be delivered by ${channel}, where it never arrived`);
      }
    },
    onAccepted({ channel, message }) {
      const parts = (message.data.messages as readonly { readonly id: string }[] | undefined) ?? [message];
      for (const { id } of parts) {
        if (!queued.has(id)) fail("message-once", `${id} arrived at ${channel}, and was never queued`);
        if (arrived.has(`${channel} ${id}`) && !message.repeat)
          fail("message-once", `${id} arrived at ${channel} a second time, and does not say so`);
        arrived.add(`${channel} ${id}`);
      }
      const { messages: limit, windowMs } = settings.notify.budget[message.route];
      const now = world.clock.elapsedMs;
      const recent = sentAt[message.route].filter((at) => now - at < windowMs);
      sentAt[message.route] = [...recent, now];
      if (recent.length + 1 > limit)
        fail(
          "message-budget",
          `${recent.length + 1} ${message.route}s arrived within ${windowMs} ms (budget ${limit})`,
        );
    },
    onTick() {
      const now = world.clock.elapsedMs;
      const quietSince = Math.max(world.channels.troubledAt, ledger.lifeBeganAt);
      if (!world.isAlive || now - quietSince < patienceMs) return;
      for (const { message, since } of waiting.values()) if (now - since >= patienceMs) undelivered(message);
    },
    atEnd() {
      for (const { message } of waiting.values()) undelivered(message);
    },
  };
};
