/** Matrix, client-server API v3: https://spec.matrix.org/v1.11/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { type Delivery, defineChannel, type Message } from "#core/model";
import type { HttpResponse } from "#core/platform";
import { below, oneOf, timeout, webAddress } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer, oneLineOf } from "../answer.ts";
import { plainText } from "../plain.ts";
import { sending } from "../sending.ts";

/** A whole event may have 65,536 bytes, and JSON may make six of one. */
const mostBytes = 8_000;
const authorized = oneOf(["tokenFile", "tokenEnv"], true);

export const matrix = defineChannel({
  name: "matrix",
  summary: "Sends to a Matrix room",
  schema: z
    .strictObject({
      homeserver: webAddress.describe("The homeserver's address, such as https://matrix.example.org"),
      room: z
        .string()
        .regex(/^![^\s/]{1,254}$/, "is a room's id, which begins with '!'; its settings show it")
        .describe("The room's id (not its alias); the account must be in it"),
      mention: z
        .array(z.string().regex(/^@[^\s:]+:\S+$/, "is written like @name:server"))
        .max(20)
        .default([])
        .describe("Whom a page mentions, so that their devices ring"),
      tokenFile: secretFile("the account's access token"),
      tokenEnv: secretEnv("the account's access token"),
      timeout,
    })
    .refine(authorized.check, { error: authorized.error }),
  send: (message, { homeserver, room, mention, tokenFile, tokenEnv, timeout: timeoutMs }, context) =>
    sending(context, { timeoutMs, secrets: { token: { file: tokenFile, env: tokenEnv } } }, async (read, signal) => {
      // The transaction's id is the message's: what is sent again is answered with the first event, and seen once.
      const place = ["rooms", room, "send", "m.room.message", message.id].map(encodeURIComponent).join("/");
      const response = await context.network.http({
        method: "PUT",
        url: below(homeserver, `/_matrix/client/v3/${place}`),
        headers: { "content-type": "application/json", authorization: `Bearer ${read.token}` },
        body: JSON.stringify(contentOf(message, mention)),
        signal,
        maxBodyBytes: 16_384,
      });
      return judge(response, context.clock.now());
    }),
});

function contentOf(message: Message, mention: readonly string[]) {
  const pages = message.route === "page";
  return {
    msgtype: pages ? "m.text" : "m.notice",
    body: plainText(message, mostBytes),
    // With this, though it is empty, no word of the text mentions anybody: not @room, and not a name (MSC3952).
    "m.mentions": pages && mention.length > 0 ? { user_ids: mention } : {},
  };
}

function judge(response: HttpResponse, now: number): Delivery {
  const delivery = ofAnswer(response, now);
  const answer = jsonOf(response);
  if (delivery.delivered) {
    const event = answer?.event_id;
    return typeof event === "string"
      ? { ...delivery, detail: `sent as ${oneLineOf(event)}` }
      : notTheProtocol(response, "a homeserver");
  }
  if (typeof answer?.errcode !== "string") return delivery;
  const detail = oneLineOf(`answered ${response.status} ${answer.errcode}: ${String(answer.error ?? "")}`);
  const askedMs = answer.retry_after_ms;
  const retryAfterMs = typeof askedMs === "number" && askedMs > 0 ? askedMs : delivery.retryAfterMs;
  return { ...delivery, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
