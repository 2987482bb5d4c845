/** The shapes of events: as the log keeps them, and as they are sent. */
import { z } from "zod";
import { chapters } from "#core/model";
import { further, text, time, whole } from "./basic-shapes.ts";

/** What an event is told by. */
export const told = {
  sentence: text.describe("What happened, in one plain sentence"),
  chapter: z
    .enum(chapters)
    .nullable()
    .describe("Its part in the story; null: it tells a reader of the story nothing new"),
};

export const storedEvent = z.strictObject({
  type: text,
  data: further,
  seq: whole,
  stream: text,
  at: z.number(),
  actor: text,
  hash: text,
});

export const cloudEvent = z.strictObject({
  specversion: z.literal("1.0"),
  id: text,
  source: text,
  type: text,
  subject: text.optional().describe("The incident that it belongs to"),
  time,
  datacontenttype: z.literal("application/json"),
  sequence: text.describe("The sequence number, from which the stream is taken up again"),
  actor: text,
  data: further,
  ...z.strictObject(told).partial().shape,
});
