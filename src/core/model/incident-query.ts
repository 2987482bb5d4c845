/** Which incidents of a list are wanted. */
import type { Severity } from "./anomaly.ts";
import type { IncidentState } from "./incident.ts";

export interface IncidentQuery {
  /** Default: only open ones. */
  readonly all?: boolean;
  readonly state?: IncidentState;
  readonly target?: string;
  readonly severity?: Severity;
  readonly limit?: number;
  readonly cursor?: string;
}
