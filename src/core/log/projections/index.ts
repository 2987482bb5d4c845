/** Everything that the engine keeps in tables; all of it is a fold over the log. */
import type { Projection } from "../types.ts";
import { approvalsProjection } from "./approvals.ts";
import { harmonyProjection } from "./harmony.ts";
import { type Evolve, incidentsProjection } from "./incidents.ts";
import { journalsProjection } from "./journals.ts";
import { knowledgeProjection } from "./knowledge.ts";
import { leasesProjection } from "./leases.ts";
import { mendingProjection } from "./mending.ts";
import { metricsProjection } from "./metrics.ts";
import { modelCallsProjection } from "./model-calls.ts";
import { outboxProjection } from "./outbox.ts";
import { outcomesProjection } from "./outcomes.ts";
import { pipelinesProjection } from "./pipelines.ts";
import { runbooksProjection } from "./runbooks.ts";
import { servicesProjection } from "./services.ts";
import { standingProjection } from "./standing.ts";
import { stateProjection } from "./state.ts";
import { timingsProjection } from "./timings.ts";

export { type Evolve, incidentsProjection } from "./incidents.ts";
export { leasesProjection } from "./leases.ts";
export { mendingProjection } from "./mending.ts";

/** A fresh set: projections hold rows back in memory, so that each open log needs its own. */
export function standardProjections(incidents: { evolve: Evolve; version: number }): readonly Projection[] {
  return [
    incidentsProjection(incidents),
    stateProjection,
    approvalsProjection,
    runbooksProjection,
    outboxProjection,
    outcomesProjection,
    servicesProjection,
    metricsProjection,
    pipelinesProjection,
    standingProjection,
    modelCallsProjection,
    leasesProjection,
    journalsProjection,
    mendingProjection,
    harmonyProjection,
    knowledgeProjection,
    timingsProjection,
  ];
}
