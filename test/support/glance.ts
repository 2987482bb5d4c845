/** What is seen at a glance of a fake engine, and the story of its incident. */
import type { GlanceFacade, IncidentDetail, IncidentStory, IncidentSummary, Overview, Status } from "#core/model";

const at = Date.UTC(2026, 0, 1);
const iso = new Date(at).toISOString();

export function glanceAt(status: Status, incident: () => IncidentDetail): GlanceFacade {
  return {
    tell: ({ type }) => ({ sentence: `It was ${type}.`, chapter: "seen" }),
    node: () => status.node,
    overview: async () => overviewOf(status, incident()),
    story: async (id) => (id === incident().id ? storyOf(id) : undefined),
    questions: async () => [],
  };
}

function storyOf(incident: string): IncidentStory {
  return {
    ...{ incident, items: [], also: [], rehearsal: null, ways: [], moments: [], charts: [] },
    wanted: { sentence: "Nothing.", commands: [] },
    stakes: { criticality: "critical", dependents: [], steps: [] },
    window: { from: iso, to: iso },
  };
}

function overviewOf(status: Status, incident: IncidentDetail): Overview {
  const { planHash: hash, deadline } = incident.approval ?? { planHash: "0".repeat(64), deadline: at };
  const { target: of, severity, id } = incident;
  const repair = { runbook: "rb-restart-service", strategy: "restart", risk: "low" } as const;
  return {
    ...{ at: iso, head: 0, status, healers: [], needHuman: 1, approvalsWaiting: 1 },
    unwell: [{ id: "web", kind: "service", criticality: "critical", health: "bad", why: "It is gone.", incident: id }],
    incidents: [{ ...rowOf(incident), title: "Gone", wanted: "Decide.", needsHuman: true, acknowledgedBy: null }],
    approvals: [{ incident: id, planHash: hash, deadline, target: of, title: "Gone", severity, ...repair }],
    counts: { day: { healed: 1, escalated: 0 }, week: { healed: 2, escalated: 1 } },
    feed: [{ ...{ seq: 1, at: iso, type: "x", actor: "engine" }, incident: id, sentence: "It was.", chapter: "seen" }],
  };
}

/** What a list shows of an incident. */
export function rowOf(incident: IncidentDetail): IncidentSummary {
  const { id, type, target, severity, state, openedAt, updatedAt, endedAt } = incident;
  const { recurrences, domain, runbook, tier, summary } = incident;
  const times = { openedAt, updatedAt, endedAt };
  return { id, type, target, severity, state, ...times, recurrences, domain, runbook, tier, summary };
}
