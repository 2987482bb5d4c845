/**
 * Signal, by a signal-cli daemon (JSON-RPC over HTTP, TCP or a Unix socket) or by its REST wrapper, signal-cli-rest-api.
 * None of them has a key against repeats: what is sent again arrives again, and says so.
 */
import { z } from "zod";
import { type ChannelContext, type Delivery, defineChannel } from "#core/model";
import { oneOf, timeoutOf, webAddress } from "../address.ts";
import { plainText } from "../plain.ts";
import { repliesFrom } from "../replies.ts";
import { sending } from "../sending.ts";
import type { Wanted, Way } from "./wanted.ts";

/** Beyond this Signal makes an attachment of it. */
const mostBytes = 2_000;
/** A number, or the id that Signal knows an account by, whose number may be hidden. */
const sender = z
  .string()
  .regex(
    /^(\+[1-9][0-9]{4,17}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "is a number such as +15551234567, or an account's UUID",
  );
const phone = z.string().regex(/^\+[1-9][0-9]{4,17}$/, "is a number such as +15551234567");
const ways = oneOf(["http", "tcp", "socket", "rest"], true);
const whom = oneOf(["recipients", "group"], true);

export const signal = defineChannel({
  name: "signal",
  summary: "Sends by Signal, through signal-cli's daemon or its REST wrapper",
  schema: z
    .strictObject({
      http: webAddress.optional().describe("The daemon's address (daemon --http), such as http://127.0.0.1:8080"),
      tcp: z
        .strictObject({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) })
        .optional()
        .describe("The daemon's host and port (daemon --tcp)"),
      socket: z.string().min(1).optional().meta({ path: true, description: "The daemon's socket (daemon --socket)" }),
      rest: webAddress.optional().describe("The address of signal-cli-rest-api"),
      account: phone.optional().describe("The number to send from; a daemon with one account (-a) needs none"),
      recipients: z.array(phone).min(1).max(50).optional().describe("The numbers to send to"),
      group: z
        .string()
        .regex(/^[A-Za-z0-9+/=]{20,100}$/, "is a group's id in base64")
        .optional()
        .describe("The group to send to, instead of numbers"),
      timeout: timeoutOf(20_000),
      replies: repliesFrom(sender).optional(),
    })
    .refine(ways.check, { error: ways.error })
    .refine(whom.check, { error: whom.error })
    .refine(({ rest, account }) => rest === undefined || account !== undefined, {
      error: "needs an account with rest",
    }),
  send: (message, options, context) =>
    sending(context, { timeoutMs: options.timeout }, async (_, signal): Promise<Delivery> => {
      const { http, rest, tcp, socket, account, recipients, group } = options;
      const wanted = { id: message.id, text: plainText(message, mostBytes), account, recipients, group };
      return sendBy({ http, rest, tcp, socket }, wanted, signal, context);
    }),
  replies: {
    trusted: ({ replies }) => replies?.from,
    async listen({ http, rest, tcp, socket, account, timeout: timeoutMs }, context) {
      const { hear } = await import("./hear.ts");
      return hear({ http, rest, tcp, socket }, account, context, (wanted) =>
        sending(context, { timeoutMs }, (_, signal) => sendBy({ http, rest, tcp, socket }, wanted, signal, context)),
      );
    },
  },
});

async function sendBy(way: Way, wanted: Wanted, signal: AbortSignal, context: ChannelContext): Promise<Delivery> {
  const { sendBy: send } = await import("./send.ts");
  return send(way, wanted, signal, context);
}
