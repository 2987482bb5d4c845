/** The engine's numbers in Prometheus' text format. Loaded with the first scrape. */
import { Counter, Gauge, Registry } from "prom-client";
import type { MetricsSnapshot } from "#core/model";
import type { Answer } from "./routes/index.ts";

/** The counters of HOST-23, which stand there from the first scrape on: a counter that appears at 1 has no increase to show. */
const healing: Readonly<Record<string, string>> = {
  heal_anomaly_detected: "Anomalies that were confirmed",
  heal_remediation_started: "Repairs that were begun",
  heal_remediation_success: "Repairs whose success was verified",
  heal_remediation_failed: "Repairs that failed, or did not help",
  heal_escalation_fired: "Incidents that were handed to a human",
  heal_signal_sent: "Messages that a channel took",
  heal_runbook_created: "Runbooks that were registered",
  heal_runbook_graduated: "Runbooks that came to run by themselves",
};

const help: Readonly<Record<string, string>> = {
  ...healing,
  chiron_incidents_told: "Incidents by how loudly a human was told: tier 0 silently, 1 notice, 2 asked, 3 paged",
  chiron_polls: "Polls that were begun",
  chiron_polls_late: "Polls that were begun later than planned",
  chiron_polls_overdue: "Polls that did not answer before their deadline",
  chiron_sink_delivered: "Events that a sink, or the traces, took since the engine started",
  chiron_sink_failures: "Tries that failed; the same events are tried again",
  chiron_spans_exported: "Spans that the collector took since the engine started",
  chiron_spans_dropped:
    "Spans that were too old, or that the collector refused; `chiron traces export` makes them again",
  chiron_repair_tasks: "Repairs of code, by repository and state",
  chiron_sink_behind: "Events that a sink, or the traces, does not have yet",
  chiron_polls_in_flight: "Polls that wait for an answer",
  chiron_incidents_open: "Open incidents",
  chiron_targets: "Targets that are watched",
  chiron_repairs_running: "Targets under repair",
  chiron_healing_paused: "1 while healing is paused",
  chiron_loop_lag_p99_ms: "99th percentile of the event loop's lag over the last minute, ms",
  chiron_memory_rss_bytes: "Memory of the engine's process",
  chiron_log_head: "Sequence number of the newest durable event",
};

export async function writeMetrics({ counters, gauges }: MetricsSnapshot): Promise<Answer> {
  const registry = new Registry();
  const counted = { ...Object.fromEntries(Object.keys(healing).map((name) => [name, []])), ...counters };
  for (const [name, values] of Object.entries(counted)) {
    const counter = new Counter({ ...describe(name, values), registers: [registry] });
    for (const { labels, value } of values) counter.inc(labels, value);
  }
  for (const [name, values] of Object.entries(gauges)) {
    const gauge = new Gauge({ ...describe(name, values), registers: [registry] });
    for (const { labels, value } of values) gauge.set(labels, value);
  }
  return { text: await registry.metrics(), type: registry.contentType };
}

function describe(name: string, values: MetricsSnapshot["gauges"][string]) {
  const labelNames = [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))];
  return { name, help: help[name] ?? name.replaceAll("_", " "), labelNames };
}
