/**
 * Logs in to a Redis (or Valkey) server and says PING to it, in RESP2: https://redis.io/docs/latest/develop/reference/protocol-spec/
 *
 * Values: those of server.ts. `refusal` is `credentials`, `too_many_connections`, `loading`, or the server's own word.
 */
import { z } from "zod";
import { defineProbe } from "#core/model";
import type { Conversation } from "#core/platform";
import { endpointShape } from "../endpoint.ts";
import { atMostOnePlace, onePlace, passwordShape } from "../secret.ts";
import { conversing, loggedInTo, quoted, Refused, visit } from "../server.ts";
import { tlsShape } from "../tls.ts";

const maxLineBytes = 16_384;

const schema = z
  .strictObject({
    ...endpointShape(6_379),
    user: z.string().min(1).max(200).optional().describe("The name to log in by; default: the server's default user"),
    ...passwordShape,
    tls: z.boolean().default(false).describe("Whether the connection is encrypted"),
    ...tlsShape,
  })
  .refine(({ passwordFile, passwordVariable }) => atMostOnePlace(passwordFile, passwordVariable), onePlace)
  .refine(
    ({ user, passwordFile, passwordVariable }) =>
      user === undefined || passwordFile !== undefined || passwordVariable !== undefined,
    "names a user without a passwordFile or passwordVariable",
  );

export const redisProbe = defineProbe({
  name: "redis",
  summary: "Logs in to a Redis server and has it answer a PING",
  schema,
  ...loggedInTo,
  poll: (_target, options, context) =>
    visit({
      options,
      secret: { file: options.passwordFile, variable: options.passwordVariable },
      context,
      ask: (address, password) =>
        conversing(address, options, context, async (conversation) => {
          if (password !== undefined) {
            const names = options.user === undefined ? [] : [options.user];
            await say(conversation, ["AUTH", ...names, password], "OK");
          }
          await say(conversation, ["PING"], "PONG");
          return {};
        }),
    }),
});

/** Words have their length before them, so that nothing in them can be read as another command. */
async function say(conversation: Conversation, words: readonly string[], wanted: string): Promise<void> {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  conversation.send(`*${words.length}\r\n${parts.join("")}`);
  const line = await conversation.line(maxLineBytes);
  if (line === `+${wanted}`) return;
  if (!line.startsWith("-")) throw new Error(`it is no Redis server: it says ${quoted(line)}`);
  throw new Refused(refusalOf(line), `it says ${quoted(line.slice(1))}`);
}

function refusalOf(line: string): string {
  if (/^-(WRONGPASS|NOAUTH|NOPERM)\b|^-ERR (invalid password|AUTH |Client sent AUTH)/.test(line)) return "credentials";
  if (/^-ERR max number of clients/.test(line)) return "too_many_connections";
  return /^-([A-Z]{2,30})\b/.exec(line)?.[1]?.toLowerCase() ?? "other";
}
