/** The shapes of targets: in lists, in detail, and as a graph. */
import { z } from "zod";
import {
  autonomies,
  type Cover,
  criticalities,
  type DependencyNode,
  healths,
  serviceSchema,
  severities,
  type TargetDetail,
  type TargetView,
  type TroubleLink,
  targetKinds,
  windowKinds,
} from "#core/model";
import { list, reading, text, time, whole } from "./basic-shapes.ts";

const link: z.ZodType<TroubleLink> = z.strictObject({
  incident: text.describe("This target's own"),
  other: text.describe("The other target's"),
  target: text,
});

const cover: z.ZodType<Cover> = z.strictObject({
  name: text,
  kind: z.enum([...windowKinds, "silence"]),
  reason: text,
  by: text,
  until: time.nullable(),
  partly: z.boolean().describe("It is about some types or severities only"),
});

const supervisors = serviceSchema.options.map((option) => option.shape.kind.value);

const nodeFields = {
  id: text,
  kind: z.enum(targetKinds),
  criticality: z.enum(criticalities),
  dependsOn: list(text),
  group: text.nullable(),
  owner: text.nullable(),
  health: z.enum(healths),
  openIncidents: list(text),
  waitsFor: list(link).describe("Its trouble is put down to another's, whose repair is waited for"),
};

const targetFields = {
  ...nodeFields,
  autonomy: z.enum(autonomies),
  dependents: list(text).describe("What names it under its own dependsOn"),
  supervisor: z.enum(supervisors).nullable().describe("Who starts and stops its service"),
  pid: whole.nullable(),
  probes: list(z.strictObject({ id: text, kind: text, everyMs: z.number(), last: reading.nullable() })),
  holdsUp: list(link).describe("Trouble of others that is put down to its own"),
  stopped: z.strictObject({ target: text, reason: text, by: text, at: time }).nullable().describe("On purpose"),
  covers: list(cover).describe("What keeps messages or repairs of it back"),
};

export const target: z.ZodType<TargetView> = z.strictObject(targetFields);

export const targetDetail: z.ZodType<TargetDetail> = z.strictObject({
  ...targetFields,
  watchedFor: list(
    z.strictObject({
      type: text,
      title: text,
      severity: z.enum(severities),
      probes: list(text),
      condition: text.describe("CEL"),
      confirmation: z.strictObject({ bad: whole, forMs: whole }),
      thresholds: list(
        z.strictObject({ name: text, value: z.number(), own: z.boolean().describe("Set at the target") }),
      ),
      limits: list(z.strictObject({ value: text, at: z.number(), bad: z.enum(["above", "below"]) })).describe(
        "What of the condition a chart can show as a line",
      ),
    }),
  ),
});

export const dependencyNode: z.ZodType<DependencyNode> = z.strictObject({
  ...nodeFields,
  holdsUp: whole.describe("How many incidents of others are put down to its own"),
  stopped: z.boolean(),
  covered: z.boolean().describe("A silence or a window keeps back something of it"),
});
