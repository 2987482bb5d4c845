/**
 * The figures of healing (HOST-23). Each count is an event of the log, so that it can be counted (`/metrics`) and looked up with its time
 * (`GET /v1/metrics`, `chiron metrics`), and both say the same.
 */
import type { StoredEvent } from "./events.ts";

export const metricNames = [
  "heal_anomaly_detected",
  "heal_remediation_started",
  "heal_remediation_success",
  "heal_remediation_failed",
  "heal_escalation_fired",
  "heal_signal_sent",
  "heal_runbook_created",
  "heal_runbook_graduated",
] as const;
export type MetricName = (typeof metricNames)[number];

/** What an event counts for. Which anomaly and which target it was about is known from its incident. */
export interface Counted {
  readonly name: MetricName;
  readonly incident: string | null;
  /** What it is told apart by in `/metrics`, where it is not the anomaly's type: the channel, the way to auto_execute. */
  readonly label?: string;
}

/** One of them, with its time. */
export interface MetricRecord {
  readonly name: MetricName;
  /** ISO 8601. */
  readonly at: string;
  /** The event's place in the log. */
  readonly seq: number;
  readonly incident: string | null;
  readonly type: string | null;
  readonly target: string | null;
  readonly runbook: string | null;
  readonly label: string | null;
}

export interface MetricQuery {
  readonly name?: MetricName;
  readonly target?: string;
  /** Times by the wall clock, ms, both included. */
  readonly from?: number;
  readonly to?: number;
  /** The newest that many; default 1,000. */
  readonly limit?: number;
}

/** Shipped runbooks are known from the start; one that a person wrote, or that was made of a fix, was created. */
const shippedSource = /^pack:/;

export function countedBy(stored: StoredEvent): Counted | undefined {
  switch (stored.type) {
    case "incident.opened":
      return { name: "heal_anomaly_detected", incident: stored.data.incident };
    case "incident.moved":
      return ofMove(stored.data.incident, stored.data.to);
    case "outcome.recorded": {
      const { result, incident } = stored.data.outcome;
      return result === "recovered" ? { name: "heal_remediation_success", incident } : undefined;
    }
    case "incident.tiered":
      return stored.data.tier === 3 ? { name: "heal_escalation_fired", incident: stored.data.incident } : undefined;
    case "message.attempted": {
      const { delivery, channel } = stored.data;
      return delivery.delivered ? { name: "heal_signal_sent", incident: null, label: channel } : undefined;
    }
    case "runbook.registered":
      return shippedSource.test(stored.data.source) ? undefined : { name: "heal_runbook_created", incident: null };
    case "runbook.approved":
      return { name: "heal_runbook_graduated", incident: null, label: "approval" };
    case "runbook.graduated":
      return { name: "heal_runbook_graduated", incident: null, label: "dry_runs" };
    default:
      return undefined;
  }
}

function ofMove(incident: string, to: string): Counted | undefined {
  if (to === "remediating") return { name: "heal_remediation_started", incident };
  return to === "remediation_failed" ? { name: "heal_remediation_failed", incident } : undefined;
}

/** Numbers for /metrics, by metric name. */
export interface MetricsSnapshot {
  readonly counters: Readonly<
    Record<string, readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>
  >;
  readonly gauges: Readonly<
    Record<string, readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>
  >;
}
