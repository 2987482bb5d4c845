/** Bugs on the way to humans. */
import { event } from "#core/model";
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
