/** The shape of one incident as its reader gets it, and of the questions that wait. */
import { z } from "zod";
import {
  type Choice,
  chapters,
  choiceActions,
  confirmations,
  criticalities,
  type IncidentStory,
  momentKinds,
  type Rehearsal,
  risks,
  type Stakes,
  severities,
  type Way,
  wayStates,
} from "#core/model";
import { further, list, text, time, whole } from "./basic-shapes.ts";
import { approval } from "./shapes.ts";

const choice: z.ZodType<Choice> = z.strictObject({
  action: z.enum(choiceActions),
  command: text.describe("What can be typed instead"),
  does: text,
  label: text.describe("For a button"),
  consequence: text.describe("What comes of it, to be said before it is done"),
  confirmation: z
    .enum(confirmations)
    .describe("none: one press; confirm: a second one; type-name: the target's name is typed"),
  needsReason: z.boolean(),
  isPrimary: z.boolean(),
  runbook: text.optional() as z.ZodType<string>,
});

const stakes: z.ZodType<Stakes> = z.strictObject({
  criticality: z.enum(criticalities).nullable(),
  dependents: list(text).describe("Everything that needs the target, directly or through others"),
  steps: list(
    z.strictObject({
      action: text,
      wouldDo: text.nullable().describe("Null: it was not rehearsed"),
      rehearsalFailed: z.boolean(),
      canUndo: z.boolean(),
      changesNothing: z.boolean(),
      mayLose: text.nullable(),
    }),
  ),
});

const rehearsal = z.strictObject({
  action: text,
  input: further,
  wouldDo: text,
  failed: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Rehearsal>;

const way: z.ZodType<Way> = z.strictObject({
  runbook: text,
  title: text,
  strategy: text,
  actions: list(text),
  risk: z.enum(risks),
  state: z
    .enum(wayStates)
    .describe("unfit: it is none for this trouble as it is; possible: it is left, or was when it ended"),
  why: text,
});

export const story: z.ZodType<IncidentStory> = z.strictObject({
  incident: text,
  items: list(
    z.strictObject({
      ...{ seq: whole, at: time, type: text, actor: text, sentence: text },
      chapter: z.enum(chapters),
      isDetail: z.boolean().describe("It tells the story nothing new"),
    }),
  ),
  wanted: z.strictObject({ sentence: text, commands: list(choice) }),
  also: list(choice).describe("What else can be done about it now"),
  stakes,
  rehearsal: list(rehearsal).nullable(),
  ways: list(way).describe("Every way that is known for such a trouble, and why it was taken or not"),
  moments: list(z.strictObject({ kind: z.enum(momentKinds), at: time, label: text })),
  charts: list(
    z.strictObject({
      target: text,
      probe: text,
      values: list(
        z.strictObject({
          name: text,
          unit: text.nullable(),
          thresholds: list(z.strictObject({ name: text, value: z.number() })),
        }),
      ),
    }),
  ),
  window: z.strictObject({ from: time, to: time }),
});

export const question = approval.extend({
  about: z
    .strictObject({
      title: text,
      type: text,
      target: text,
      severity: z.enum(severities),
      openedAt: time,
      summary: text,
      acknowledgedBy: text.nullable(),
      plan: further,
      stakes,
      why: list(text).describe("Why a human is asked"),
      ifSilent: text.describe("What becomes of it when nobody answers"),
      choices: list(choice),
    })
    .optional()
    .describe("With `details=true`: all that whoever decides has to know"),
});
