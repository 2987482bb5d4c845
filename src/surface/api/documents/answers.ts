/** What each route answers, by name. */

import { z } from "zod";
import { session } from "./access-shapes.ts";
import { searchPage, verification } from "./audit-shapes.ts";
import { reading } from "./basic-shapes.ts";
import { cloudEvent, storedEvent } from "./event-shapes.ts";
import { chain, comparison, contract, gateAnswer, harmony, patternDetail } from "./harmony-shapes.ts";
import { healer } from "./healer-shapes.ts";
import { drill, emergency, recovery, watch } from "./healer-watch-shapes.ts";
import { learning, runbookOutcome, runbookVersion } from "./learning-shapes.ts";
import type { AnswerName } from "./names.ts";
import { maintenanceWindow, silence, trigger } from "./operating-shapes.ts";
import { overview } from "./overview-shapes.ts";
import { postMortem } from "./postmortem-shapes.ts";
import { repository, task, taskSummary } from "./repair-shapes.ts";
import {
  commandResult,
  grant,
  incidentDetail,
  incidentSummary,
  metricRecord,
  pageOf,
  paused,
  policy,
  runbook,
  runbookWithDefinition,
  sink,
  status,
} from "./shapes.ts";
import { question, story } from "./story-shapes.ts";
import { dependencyNode, target, targetDetail } from "./target-shapes.ts";

const eventPage = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe("Pass it back as `after`; null at the end"),
    head: z.number().int().describe("Sequence number of the newest event"),
  });

export const answers: Readonly<Record<AnswerName, z.ZodType>> = {
  status,
  session,
  overview,
  targets: pageOf(target),
  target: targetDetail,
  dependencies: pageOf(dependencyNode),
  readings: pageOf(reading),
  metrics: pageOf(metricRecord),
  healers: pageOf(healer),
  watch,
  recoveries: pageOf(recovery),
  emergencies: pageOf(emergency),
  drills: pageOf(drill),
  sinks: pageOf(sink),
  incidents: pageOf(incidentSummary),
  incident: incidentDetail,
  story,
  approvals: pageOf(question),
  postmortems: pageOf(postMortem),
  postmortem: postMortem,
  runbooks: pageOf(runbook),
  policies: pageOf(policy),
  grants: pageOf(grant),
  runbook: runbookWithDefinition,
  runbookhistory: pageOf(runbookVersion),
  runbookoutcomes: pageOf(runbookOutcome),
  learning,
  events: eventPage(cloudEvent),
  audit: eventPage(storedEvent),
  search: searchPage,
  verification,
  pause: z.strictObject({ paused }),
  done: commandResult,
  silences: pageOf(silence),
  maintenance: pageOf(maintenanceWindow),
  triggers: pageOf(trigger),
  repositories: pageOf(repository),
  tasks: pageOf(taskSummary),
  task,
  check: gateAnswer,
  contracts: pageOf(contract),
  harmony,
  pattern: patternDetail,
  comparisons: pageOf(comparison),
  chains: pageOf(chain),
  chain,
  heal: z.strictObject({
    action: z.string(),
    message: z.string(),
    changed: z.boolean(),
    data: z.looseObject({}).optional(),
  }),
  health: z.strictObject({ alive: z.literal(true) }),
  readiness: z.strictObject({ ready: z.boolean(), detail: z.string() }),
  text: z.string(),
  document: z.looseObject({}),
};
