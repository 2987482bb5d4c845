/** Types of the model that the components name. */
import type { IncidentSummary, TargetView } from "#core/model";

export type IncidentState = IncidentSummary["state"];
export type Severity = IncidentSummary["severity"];
export type Health = TargetView["health"];
