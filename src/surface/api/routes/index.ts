/** The table of all routes. */
import { auditRoutes } from "./audit.ts";
import { besideRoutes } from "./beside.ts";
import { drillRoutes } from "./drills.ts";
import { engineRoutes } from "./engine.ts";
import { eventRoutes } from "./events.ts";
import { gateRoutes } from "./gates.ts";
import { grantRoutes } from "./grants.ts";
import { harmonyRoutes } from "./harmony.ts";
import { healRoute } from "./heal.ts";
import { healerRoutes } from "./healers.ts";
import { humanRoutes } from "./humans.ts";
import { incidentRoutes } from "./incidents.ts";
import { intakeRoutes } from "./intake.ts";
import { kernelRoutes } from "./kernels.ts";
import { learningRoutes } from "./learning.ts";
import { operatingRoutes } from "./operating.ts";
import { overviewRoute } from "./overview.ts";
import { pipelineRoutes } from "./pipelines.ts";
import { policyRoutes } from "./policies.ts";
import { postMortemRoutes } from "./postmortems.ts";
import { repairRoutes } from "./repair.ts";
import type { Route } from "./route.ts";
import { runbookRoutes } from "./runbooks.ts";
import { sessionRoutes } from "./session.ts";
import { statusRoutes } from "./status.ts";
import { targetRoutes } from "./targets.ts";

export { eventQuery, eventsPath } from "./events.ts";
export type { Answer, Readiness, Route, RouteMeans } from "./route.ts";

export const routes: readonly Route[] = [
  ...statusRoutes,
  ...sessionRoutes,
  overviewRoute,
  ...targetRoutes,
  ...incidentRoutes,
  ...humanRoutes,
  ...postMortemRoutes,
  ...runbookRoutes,
  ...learningRoutes,
  ...policyRoutes,
  ...grantRoutes,
  ...pipelineRoutes,
  ...kernelRoutes,
  ...healerRoutes,
  ...drillRoutes,
  ...eventRoutes,
  ...auditRoutes,
  ...engineRoutes,
  ...operatingRoutes,
  ...intakeRoutes,
  ...repairRoutes,
  ...gateRoutes,
  ...harmonyRoutes,
  healRoute,
  ...besideRoutes,
];
