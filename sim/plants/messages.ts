/** Bugs on the way to humans. */
import { event, type Message } from "#core/model";
import type { Plant } from "./types.ts";

export const double: Plant = {
  name: "double-page",
  summary: "a page is queued a second time under another id",
  foundBy: ["page-once"],
  deliver: (deliver, log) => (message) => {
    deliver(message);
    if (message.route !== "page") return;
    const second = { ...message, id: `${message.id}-again` };
    log.append([event("message.queued", { message: second })]);
    deliver(second);
  },
};

export const lost: Plant = {
  name: "lost-page",
  summary: "what waited in the outbox is forgotten by a restart",
  foundBy: ["message-delivered"],
  forgetsOutbox: true,
};

export const loud: Plant = {
  name: "loud",
  summary: "what is to be kept back is sent all the same",
  foundBy: ["kept-back"],
  log: (log) => ({
    ...log,
    append: (events, options) => {
      const stored = log.append(events, options);
      for (const one of events) {
        if (one.type !== "message.withheld") continue;
        const message = {
          ...one.data.message,
          id: `loud-${log.head().seq}`,
          createdAt: stored[0]?.at ?? 0,
          repeat: false,
        };
        log.append([event("message.queued", { message })]);
      }
      return stored;
    },
  }),
};

export const nagging: Plant = {
  name: "nagging",
  summary: "a message is sent again although somebody said that they are on it",
  foundBy: ["acknowledged"],
  log: (log) => {
    const last = new Map<string, Message>();
    return {
      ...log,
      append: (events, options) => {
        const stored = log.append(events, options);
        for (const one of events) {
          if (one.type === "message.queued" && one.data.message.incident !== null)
            last.set(one.data.message.incident, one.data.message);
          const before = one.type === "incident.acknowledged" ? last.get(one.data.incident) : undefined;
          if (before?.tier === 1)
            log.append([event("message.queued", { message: { ...before, id: `${before.id}-2` } })]);
        }
        return stored;
      },
    };
  },
};
