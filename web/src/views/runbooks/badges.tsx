/** What a runbook may do, and how much it may break. */
import type { RunbookView } from "#core/model";
import { Badge } from "../../kit/index.ts";

export function ModeBadge({ mode }: Pick<RunbookView, "mode">) {
  return mode === "auto_execute" ? <Badge tone="info">runs by itself</Badge> : <Badge tone="quiet">asks first</Badge>;
}

export function RiskBadge({ risk }: Pick<RunbookView, "risk">) {
  return <Badge tone={risk === "high" ? "bad" : risk === "medium" ? "warn" : "quiet"}>{`${risk} risk`}</Badge>;
}
