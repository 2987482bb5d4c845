/**
 * Logs in to a NATS server and has it answer a PING: https://docs.nats.io/reference/reference-protocols/nats-protocol
 *
 * Values: those of server.ts. `refusal` is `credentials`, `too_many_connections` or `other`. A user with a password, and a
 * token, are known; keys (nkeys) are not.
 */
import { z } from "zod";
import { defineProbe } from "#core/model";
import type { Conversation } from "#core/platform";
import { endpointShape } from "../endpoint.ts";
import { atMostOnePlace, onePlace, passwordShape, secretFile, secretVariable } from "../secret.ts";
import { conversing, loggedInTo, quoted, Refused, visit } from "../server.ts";
import { tlsOptionsOf, tlsShape } from "../tls.ts";

const maxLineBytes = 65_536;
/** Between our question and its answer a server may say how its cluster has changed. */
const mostLines = 20;

const schema = z
  .strictObject({
    ...endpointShape(4_222),
    user: z.string().min(1).max(200).optional().describe("The name to log in by, with a password"),
    ...passwordShape,
    tokenFile: secretFile,
    tokenVariable: secretVariable,
    tls: z
      .boolean()
      .default(false)
      .describe("Whether the connection has to be encrypted; where the server asks for it, it always is"),
    ...tlsShape,
  })
  .refine(
    (secrets) =>
      [secrets.passwordFile, secrets.passwordVariable, secrets.tokenFile, secrets.tokenVariable].filter(Boolean)
        .length <= 1,
    onePlace,
  )
  .refine(
    ({ user, passwordFile, passwordVariable }) =>
      (user === undefined) === (atMostOnePlace(passwordFile, passwordVariable) && !passwordFile && !passwordVariable),
    "a user goes with a passwordFile or passwordVariable, and these with a user",
  );
type Options = z.output<typeof schema>;

export const natsProbe = defineProbe({
  name: "nats",
  summary: "Logs in to a NATS server and has it answer a PING",
  schema,
  ...loggedInTo,
  poll: (_target, options, context) =>
    visit({
      options,
      secret: {
        file: options.passwordFile ?? options.tokenFile,
        variable: options.passwordVariable ?? options.tokenVariable,
      },
      context,
      ask: (address, secret) =>
        conversing(address, { ...options, tls: false }, context, async (conversation) => {
          const info = await greeting(conversation);
          // It speaks first, in the clear; then both go on encrypted.
          const encrypted = options.tls || info.tls_required === true;
          if (encrypted) await conversation.secure(await tlsOptionsOf(options, context.files));
          conversation.send(`CONNECT ${JSON.stringify(introduction(options, secret, encrypted))}\r\nPING\r\n`);
          await pong(conversation);
          return {};
        }),
    }),
});

async function greeting(conversation: Conversation): Promise<Readonly<Record<string, unknown>>> {
  const line = await conversation.line(maxLineBytes);
  refuse(line);
  try {
    const info: unknown = JSON.parse(/^INFO (\{.*\})\s*$/.exec(line)?.[1] ?? "");
    return info as Readonly<Record<string, unknown>>;
  } catch {
    throw new Error(`it is no NATS server: it says ${quoted(line)}`);
  }
}

function introduction({ user }: Options, secret: string | undefined, encrypted: boolean) {
  const login = user === undefined ? { auth_token: secret } : { user, pass: secret };
  return {
    verbose: false,
    pedantic: false,
    tls_required: encrypted,
    name: "chiron",
    lang: "chiron",
    version: "1",
    protocol: 0,
    ...(secret === undefined ? {} : login),
  };
}

async function pong(conversation: Conversation): Promise<void> {
  for (let lines = 0; lines < mostLines; lines++) {
    const line = await conversation.line(maxLineBytes);
    if (line === "PONG") return;
    refuse(line);
    if (line === "PING") conversation.send("PONG\r\n");
    else if (!line.startsWith("INFO ")) throw new Error(`it says ${quoted(line)}, not PONG`);
  }
  throw new Error(`no PONG within ${mostLines} lines`);
}

function refuse(line: string): void {
  if (!line.startsWith("-ERR")) return;
  const refusal = /authorization|authentication|credentials/i.test(line)
    ? "credentials"
    : /maximum .*connections/i.test(line)
      ? "too_many_connections"
      : "other";
  throw new Refused(refusal, `it says ${quoted(line)}`);
}
