/**
 * What is written to the bot, by long polling (`getUpdates`). Telegram keeps what was not yet confirmed for a day, so that a reply which was
 * written while Chiron was away is heard, once: the next question confirms it.
 */
import { z } from "zod";
import { masked, readSecret, type SecretPlace } from "#core/lib";
import { type InboundMessage, messageOf, type ReplyContext } from "#core/model";
import { jsonOf } from "../answer.ts";
import { ask, type Bot, deliveryOf } from "./bot.ts";

/** How long Telegram waits with its answer for somebody to write. */
const waitSeconds = 25;
const answerWithinMs = 40_000;

const updateSchema = z.object({
  update_id: z.number().int(),
  message: z
    .object({
      message_id: z.number().int(),
      from: z.object({ id: z.number().int() }).nullish(),
      chat: z.object({ id: z.number().int() }),
      text: z.string().nullish(),
      reply_to_message: z.object({ text: z.string().nullish() }).nullish(),
    })
    .nullish()
    .catch(null),
});
type Update = z.output<typeof updateSchema>;

export async function hear(api: string, place: SecretPlace, context: ReplyContext): Promise<void> {
  const { signal } = context;
  let offset = 0;
  while (!signal.aborted) {
    const bot: Bot = { api, token: (await readSecret("token", place, context)) ?? "" };
    try {
      for (const update of await updatesFrom(bot, offset, context)) {
        offset = Math.max(offset, update.update_id + 1);
        await takeOne(bot, update, context);
      }
    } catch (error) {
      if (!signal.aborted) throw new Error(masked(messageOf(error), [bot.token]));
    }
  }
}

async function updatesFrom(bot: Bot, offset: number, context: ReplyContext): Promise<readonly Update[]> {
  const late = new AbortController();
  const timer = context.clock.after(answerWithinMs, () => late.abort(new Error("no answer in time")));
  const signal = AbortSignal.any([context.signal, late.signal]);
  try {
    const wanted = { offset, timeout: waitSeconds, allowed_updates: ["message"] };
    const response = await ask(bot, "getUpdates", wanted, { ...context, signal });
    const { delivered, detail } = deliveryOf(response, context.clock.now());
    if (!delivered) throw new Error(detail);
    return z.array(updateSchema).parse(jsonOf(response)?.result);
  } finally {
    timer.cancel();
  }
}

async function takeOne(bot: Bot, { message }: Update, context: ReplyContext): Promise<void> {
  const inbound = inboundOf(message);
  if (!message || inbound === undefined) return;
  const text = await context.take(inbound);
  if (text === null) return;
  const reply_parameters = { message_id: message.message_id, allow_sending_without_reply: true };
  const late = new AbortController();
  const timer = context.clock.after(answerWithinMs, () => late.abort(new Error("no answer in time")));
  try {
    const signal = AbortSignal.any([context.signal, late.signal]);
    await ask(bot, "sendMessage", { chat_id: message.chat.id, text, reply_parameters }, { ...context, signal });
  } catch {
    // An answer that does not arrive changes nothing of what was decided.
  } finally {
    timer.cancel();
  }
}

function inboundOf(message: Update["message"]): InboundMessage | undefined {
  if (typeof message?.text !== "string" || !message.from) return undefined;
  return {
    senders: [String(message.from.id)],
    id: `${message.chat.id}/${message.message_id}`,
    text: message.text,
    quoted: message.reply_to_message?.text ?? null,
  };
}
