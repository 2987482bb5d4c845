/** Kafka: each event to one topic, all of an installation to one partition (its name is the key), so that they stay in order. */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineSink } from "#core/model";
import { common } from "../common.ts";
import { openKafka } from "./connection.ts";

const schema = z.strictObject({
  ...common,
  brokers: z
    .array(z.string().regex(/^[^\s/@]+:\d{1,5}$/, "is no address like 127.0.0.1:9092"))
    .min(1)
    .describe("Where to begin: host:port"),
  topic: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,249}$/, "is no name of a topic")
    .default("chiron.events")
    .describe("The topic"),
  createTopic: z.boolean().default(false).describe("Lets the broker make the topic where it is not there yet"),
  mechanism: z
    .enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    .optional()
    .describe("How to log in (SASL); with user and password"),
  user: z.string().min(1).optional().describe("Who logs in"),
  passwordFile: secretFile("the user's password"),
  passwordEnv: secretEnv("that password"),
  tls: z.boolean().default(false).describe("Encrypted, with the broker's certificate verified"),
  caFile: z.string().min(1).optional().meta({ path: true, description: "Certificates (PEM) to trust, with tls" }),
});
export type KafkaOptions = z.output<typeof schema>;

export const kafka = defineSink({
  name: "kafka",
  summary: "Kafka, every event to one topic, in order",
  schema: schema.refine(({ mechanism, user }) => (mechanism === undefined) === (user === undefined), {
    error: "mechanism and user belong together",
  }),
  open: (options, context, signal) => openKafka(options, context, signal),
});
