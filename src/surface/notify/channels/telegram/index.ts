/** Telegram, by a bot: https://core.telegram.org/bots/api#sendmessage. There is no key against repeats: what is sent again arrives again. */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineChannel } from "#core/model";
import { oneOf, timeout, webAddress } from "../address.ts";
import { limited, line, printable, withoutMentions } from "../plain.ts";
import { repliesFrom } from "../replies.ts";
import { sending } from "../sending.ts";
import { ask, type Bot, deliveryOf } from "./bot.ts";

/** A message may have 4,096 characters. */
const mostBytes = 4_000;
const authorized = oneOf(["tokenFile", "tokenEnv"], true);
const userId = z
  .string()
  .regex(/^[1-9][0-9]{0,15}$/, "is a user's id, which is a number; not a name, which can change hands");

export const telegram = defineChannel({
  name: "telegram",
  summary: "Sends to a Telegram chat by a bot, and hears replies",
  schema: z
    .strictObject({
      chat: z
        .string()
        .regex(/^(-?[1-9][0-9]{0,18}|@[A-Za-z][A-Za-z0-9_]{3,31})$/, "is a chat's id, or a channel's @name")
        .describe("The chat's id; that of a group begins with '-'"),
      tokenFile: secretFile("the bot's token"),
      tokenEnv: secretEnv("the bot's token"),
      api: webAddress.default("https://api.telegram.org").describe("A Bot API server of your own"),
      timeout,
      replies: repliesFrom(userId).optional(),
    })
    .refine(authorized.check, { error: authorized.error }),
  send: (message, { chat, api, tokenFile, tokenEnv, timeout: timeoutMs }, context) =>
    sending(context, { timeoutMs, secrets: { token: { file: tokenFile, env: tokenEnv } } }, async (read, signal) => {
      const bot: Bot = { api, token: read.token ?? "" };
      // Without a parse mode nothing is markup; and what is no mention calls nobody.
      const text = limited(withoutMentions(`${line(message.subject)}\n\n${printable(message.body)}`), mostBytes);
      const quiet = { link_preview_options: { is_disabled: true }, disable_notification: message.route !== "page" };
      const response = await ask(bot, "sendMessage", { chat_id: chat, text, ...quiet }, { ...context, signal });
      return deliveryOf(response, context.clock.now());
    }),
  replies: {
    trusted: ({ replies }) => replies?.from,
    async listen({ api, tokenFile, tokenEnv }, context) {
      const { hear } = await import("./hear.ts");
      return hear(api, { file: tokenFile, env: tokenEnv }, context);
    },
  },
});
