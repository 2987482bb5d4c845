/** The shapes of the log searched and verified. */
import { z } from "zod";
import { type VerificationView, verificationStates } from "#core/model";
import { list, text, time, whole } from "./basic-shapes.ts";
import { storedEvent } from "./event-shapes.ts";

export const searchPage = z.strictObject({
  items: list(
    storedEvent.extend({
      place: whole.describe("In the order over all streams"),
      sentence: text.describe("For people"),
    }),
  ),
  next: text.nullable().describe("Pass it back as `cursor`; null at the beginning of the log"),
  reachedAt: time.nullable().describe("How far back was looked so far"),
  heads: z.strictObject({ engine: whole, mender: whole }).describe("The newest sequence number of each stream"),
});

export const verification: z.ZodType<VerificationView> = z.strictObject({
  state: z.enum(verificationStates),
  sentence: text,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  events: whole.describe("How many records were read"),
  heads: list(z.strictObject({ stream: text, seq: whole, hash: text })),
  problems: list(z.strictObject({ kind: text, stream: text.nullable(), message: text })).describe("The first hundred"),
  problemCount: whole,
});
