/**
 * OpenClaw's gateway, by its HTTP endpoint for one tool: `POST /tools/invoke`, tool `message`, action `send`. Its command line does the same,
 * but takes seconds of CPU for each message; this takes a request.
 */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { type Delivery, defineChannel } from "#core/model";
import type { HttpResponse } from "#core/platform";
import { below, oneOf, timeoutOf, webAddress } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer, oneLineOf } from "../answer.ts";
import { fenced, plainText } from "../plain.ts";
import { sending } from "../sending.ts";

/** Telegram's limit is the lowest among those that matter; longer ones would come in pieces. */
const mostBytes = 3_500;
const word = /^[^\s\p{Cc}-][^\s\p{Cc}]{0,199}$/u;
const authorized = oneOf(["tokenFile", "tokenEnv"], true);

export const openclaw = defineChannel({
  name: "openclaw",
  summary: "Has OpenClaw's gateway send a message by one of its channels",
  schema: z
    .strictObject({
      gateway: webAddress.default("http://127.0.0.1:18789").describe("The gateway's address"),
      channel: z.string().regex(word, "is one word").describe("OpenClaw's channel: telegram, signal, slack …"),
      target: z.string().regex(word, "is one word").describe("Whom or where to, as that channel writes it"),
      account: z.string().regex(word, "is one word").optional().describe("The account, where the channel has several"),
      tokenFile: secretFile("the gateway's token (gateway.auth.token), which lets its holder do everything there"),
      tokenEnv: secretEnv("the gateway's token"),
      timeout: timeoutOf(30_000),
    })
    .refine(authorized.check, { error: authorized.error }),
  send: (message, options, context) => {
    const secrets = { token: { file: options.tokenFile, env: options.tokenEnv } };
    return sending(context, { timeoutMs: options.timeout, secrets }, async ({ token }, signal) => {
      const { channel, target, account } = options;
      // Outside of a block of code a line such as `MEDIA:/etc/passwd` is an order to send that file.
      const text = fenced(plainText(message, mostBytes));
      const args = {
        action: "send",
        channel,
        target,
        message: text,
        ...(account === undefined ? {} : { accountId: account }),
      };
      const response = await context.network.http({
        method: "POST",
        url: below(options.gateway, "/tools/invoke"),
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ tool: "message", args, idempotencyKey: message.id }),
        signal,
        maxBodyBytes: 65_536,
      });
      return judge(response, context.clock.now());
    });
  },
});

function judge(response: HttpResponse, now: number): Delivery {
  const delivery = ofAnswer(response, now);
  const answer = jsonOf(response);
  if (delivery.delivered) {
    if (answer?.ok !== true) return notTheProtocol(response, "OpenClaw");
    const { details } = (answer.result ?? {}) as { details?: { messageId?: unknown } };
    return { ...delivery, detail: `sent as ${oneLineOf(String(details?.messageId ?? "a message without an id"))}` };
  }
  const { type, message = "" } = (answer?.error ?? {}) as { type?: string; message?: string };
  if (type === undefined) return delivery;
  const detail = oneLineOf(`answered ${response.status} ${type}: ${message}`);
  // The tool began and failed; how far it came is not said.
  return { ...delivery, detail, ...(type === "tool_error" ? { unknown: true } : {}) };
}
