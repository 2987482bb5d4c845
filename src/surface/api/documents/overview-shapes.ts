/** The shape of all that is seen at one glance. */
import { z } from "zod";
import { criticalities, type FeedItem, type Overview, risks, severities, targetKinds } from "#core/model";
import { list, text, time, whole } from "./basic-shapes.ts";
import { told } from "./event-shapes.ts";
import { healer } from "./healer-shapes.ts";
import { incidentSummary, status } from "./shapes.ts";

const feedItem: z.ZodType<FeedItem> = z.strictObject({
  seq: whole,
  at: time,
  type: text,
  actor: text,
  incident: text.nullable(),
  ...told,
});

const count = z.strictObject({ healed: whole, escalated: whole.describe("A human was paged") });

export const overview: z.ZodType<Overview> = z.strictObject({
  at: time,
  head: whole.describe("The newest event that is in it: follow /v1/events?after=HEAD from here"),
  status,
  healers: list(healer.omit({ lastGood: true })),
  unwell: list(
    z.strictObject({
      id: text,
      kind: z.enum(targetKinds),
      criticality: z.enum(criticalities),
      health: z.enum(["bad", "unknown"]),
      why: text,
      incident: text.nullable(),
    }),
  ).describe("At most 50, the most critical first; how many there are stands in `status`"),
  incidents: list(
    incidentSummary.extend({
      title: text,
      wanted: text.describe("What it wants of the reader, in one sentence"),
      needsHuman: z.boolean(),
      acknowledgedBy: text.nullable(),
    }),
  ).describe("At most 50 open ones: those that need a human first, then by severity, the oldest first"),
  needHuman: whole.describe("How many open incidents need a human"),
  approvals: list(
    z.strictObject({
      incident: text,
      planHash: text,
      deadline: z.number(),
      target: text,
      title: text,
      severity: z.enum(severities),
      runbook: text,
      strategy: text,
      risk: z.enum(risks),
    }),
  ).describe("At most 50, the most urgent first"),
  approvalsWaiting: whole,
  counts: z.strictObject({ day: count, week: count }),
  feed: list(feedItem).describe("The newest that tell a story, the oldest of them first"),
});
