/** The shape of Chiron's own processes, for documents and tests. */
import { z } from "zod";
import { type HealerView, healerViewStates, lastGoodStates } from "#core/model";
import { list, text, time, whole } from "./basic-shapes.ts";

const step = z.strictObject({ name: text, ok: z.boolean(), tries: whole, tookMs: z.number(), detail: text });

const lastGoodState = z
  .enum(lastGoodStates)
  .describe("present: it is what stands there; kept: it is at hand; in_force: it runs in place of what stands there");

const lastGoodConfiguration = z.strictObject({
  state: lastGoodState,
  file: text,
  hash: text,
  since: time,
  changed: list(text),
  refusedSince: time.nullable(),
  problems: list(text),
});

const lastGoodRelease = z.strictObject({
  state: lastGoodState,
  program: text,
  version: text,
  since: time,
  refused: text.nullable(),
});

export const role = z.enum(["engine", "mender", "watchdog"]);

export const recoveryShape = {
  at: time,
  protocol: z.enum(["healer-mutual-restart", "emergency-healer-recovery"]),
  by: role,
  fault: z.enum(["absent", "gone", "silent", "bloated"]),
  ok: z.boolean(),
  tookMs: z.number(),
  steps: list(step),
};

export const healer = z.strictObject({
  role,
  state: z
    .enum(healerViewStates)
    .describe("silent: its process is there, and its work loop has said nothing for too long"),
  pid: whole.nullable(),
  startedAt: time.nullable(),
  beatAgoMs: whole.nullable().describe("How long ago its work loop said that it lives"),
  beats: whole.nullable(),
  loopLagMs: z.number().nullable(),
  memoryMB: whole.nullable(),
  restarts: whole.describe("How often another healer has started it again"),
  lastRecovery: z.strictObject(recoveryShape).nullable(),
  lastGood: z
    .strictObject({ configuration: lastGoodConfiguration.nullable(), release: lastGoodRelease.nullable() })
    .nullable()
    .describe("Of the engine: what worked last"),
}) satisfies z.ZodType<HealerView>;
