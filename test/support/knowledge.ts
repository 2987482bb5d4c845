/** What a façade for tests of surfaces alone has learned. */
import type { Confidence, EngineFacade, PhaseTimes, RunbookView, TargetView } from "#core/model";

const iso = "2026-01-01T00:00:00.000Z";
const believed: Confidence = { alpha: 2, beta: 1, outcomes: 1, lower: 0.22, mean: 0.67, upper: 0.97 };
const spread = { count: 1, median: 10, p95: 10 };
const none = { count: 0, median: null, p95: null };

const times: readonly PhaseTimes[] = (["24h", "7d", "30d"] as const).map((period) => ({
  period,
  incidents: 1,
  escalated: 0,
  phases: {
    ...{ detection: spread, decision: spread, answer: none },
    ...{ repair: spread, verification: spread, recovery: spread },
  },
}));

export function fakeKnowledge(target: TargetView, runbook: RunbookView): EngineFacade["knowledge"] {
  const { id, hash, version, source } = runbook;
  const strategy = "restart";
  return {
    runbookVersions: async (asked) =>
      asked === id
        ? {
            items: [
              {
                ...{ version, hash, source, since: iso, until: null, by: "engine" },
                amendment: { id: "amd-1", incident: null },
                modes: [{ at: iso, mode: "dry_run", how: "registered", by: "engine", reason: null }],
                dryRuns: [{ at: iso, incident: "inc-1", clean: true, verdict: "confirmed", why: "it ended" }],
                definition: { id },
              },
            ],
            next: null,
          }
        : undefined,
    runbookOutcomes: async () => ({
      items: [
        {
          ...{ at: iso, incident: "inc-1", target: target.id, anomaly: "process_dead", strategy, version, hash },
          ...{ result: "recovered", effectiveness: 1, durationMs: 5, recoveryMs: 9, verifiedBy: ["process"] },
          ...{ repairs: true, confidence: believed },
        },
      ],
      next: null,
    }),
    targetPage: async () => ({ items: [target], next: null }),
    targetDetail: async (asked) =>
      asked === target.id
        ? {
            ...target,
            watchedFor: [
              {
                ...{ type: "process_dead", title: "It is gone", severity: "critical", probes: ["process"] },
                ...{ condition: "reading.values.age > 3", confirmation: { bad: 1, forMs: 0 } },
                thresholds: [{ name: "age", value: 3, own: true }],
                limits: [{ value: "age", at: 3, bad: "above" }],
              },
            ],
          }
        : undefined,
    dependencies: async () => {
      const { id: own, kind, criticality, dependsOn, group, owner, health, openIncidents, waitsFor } = target;
      const node = { id: own, kind, criticality, dependsOn, group, owner, health, openIncidents, waitsFor };
      return [{ ...node, holdsUp: 0, stopped: false, covered: false }];
    },
    learning: async () => ({
      at: iso,
      strategies: [
        {
          ...{ runbook: id, version, hash, current: true, strategy, confidence: believed, lastAt: iso },
          outcomes: { recovered: 1, not_recovered: 0, failed: 0, unverified: 0 },
        },
      ],
      recurring: [
        {
          ...{ fingerprint: "process_dead@web", type: "process_dead", target: target.id, incidents: 2, open: 1 },
          ...{ resolved: 1, selfResolved: 0, firstAt: iso, lastAt: iso, lastIncident: "inc-1", lastRunbook: id },
        },
      ],
      times,
      escalations: [{ at: iso, incident: "inc-1", type: "process_dead", target: target.id, why: "it did not help" }],
      notYet: "Nothing more is made yet.",
    }),
  };
}
