/** NATS JetStream: each event is published to SUBJECT.TYPE, confirmed by the server, with its hash as `Nats-Msg-Id`. */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineSink } from "#core/model";
import { common } from "../common.ts";
import { openNats } from "./connection.ts";

const token = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

const schema = z.strictObject({
  ...common,
  servers: z
    .array(z.string().regex(/^(nats|tls):\/\/[^\s@/]+$/, "is no address like nats://127.0.0.1:4222"))
    .min(1)
    .describe("Where it is: nats://host:port, or tls://host:port"),
  subject: z
    .string()
    .regex(token, "is no subject")
    .default("chiron.events")
    .describe("What stands before the event's type: chiron.events.incident.opened"),
  stream: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, "is no name of a stream")
    .default("CHIRON")
    .describe("The stream that is made for it where none takes the subject yet"),
  replicas: z.number().int().min(1).max(5).default(1).describe("Of that stream"),
  user: z.string().min(1).optional().describe("Who logs in, with a password"),
  passwordFile: secretFile("the user's password"),
  passwordEnv: secretEnv("that password"),
  tokenFile: secretFile("the token that lets us in"),
  tokenEnv: secretEnv("that token"),
  credentialsFile: z.string().min(1).optional().meta({ path: true, description: "A .creds file (JWT and seed)" }),
  caFile: z.string().min(1).optional().meta({ path: true, description: "Certificates (PEM) to trust" }),
});
export type NatsOptions = z.output<typeof schema>;

export const nats = defineSink({
  name: "nats",
  summary: "NATS JetStream, each event to a subject of its type, without doubles",
  schema,
  open: (options, context, signal) => openNats(options, context, signal),
});
