/** The shapes of what operators switch, and of what outsiders tell. */
import { z } from "zod";
import {
  type Matchers,
  type SilenceView,
  type Switches,
  severities,
  type TriggerView,
  triggerKinds,
  type WindowView,
  windowKinds,
} from "#core/model";
import { list, text, time, values, whole } from "./basic-shapes.ts";

const matchers: z.ZodType<Matchers> = z.strictObject({
  targets: list(text).exactOptional(),
  types: list(text).exactOptional(),
  severities: list(z.enum(severities)).exactOptional(),
  groups: list(text).exactOptional(),
});

export const silence: z.ZodType<SilenceView> = z.strictObject({
  id: text,
  matchers,
  reason: text,
  by: text,
  since: time.nullable(),
  until: time.nullable(),
});

export const maintenanceWindow: z.ZodType<WindowView> = z.strictObject({
  name: text,
  kind: z.enum(windowKinds),
  matchers: matchers.nullable(),
  messages: z.enum(["keep", "send"]),
  reason: text,
  by: text,
  open: z.boolean(),
  since: time.nullable(),
  until: time.nullable(),
  nextAt: time.nullable(),
});

export const trigger: z.ZodType<TriggerView> = z.strictObject({
  kind: z.enum(triggerKinds),
  source: text,
  key: text,
  incident: text.nullable(),
  fingerprint: text,
  type: text,
  target: text,
  unknown: text.nullable(),
  severity: z.enum(severities),
  title: text,
  at: z.number(),
  receivedAt: z.number(),
  values,
  endsBy: z.enum(["sender", "request"]),
  runbook: text.exactOptional(),
});

export const switches: z.ZodType<Switches> = z.strictObject({
  silences: list(silence),
  maintenance: list(maintenanceWindow),
  stopped: list(z.strictObject({ target: text, reason: text, by: text, at: time })),
  keptBack: whole,
  triggers: z.strictObject({ standing: whole, unknownTarget: whole }),
});
