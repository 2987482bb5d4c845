/** Which incidents of a list are wanted. */
import type { Severity } from "./anomaly.ts";
import type { Domain, IncidentState, Tier } from "./incident.ts";

export interface IncidentQuery {
  /** Default: only open ones. */
  readonly all?: boolean;
  readonly state?: IncidentState;
  readonly target?: string;
  readonly severity?: Severity;
  /** Any of these; with `state` both count. */
  readonly states?: readonly IncidentState[];
  readonly domain?: Domain;
  readonly tier?: Tier;
  /** Stands in its id, type, target or summary; a to z and A to Z alike. */
  readonly search?: string;
  readonly limit?: number;
  readonly cursor?: string;
}
