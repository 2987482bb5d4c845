/** What there is to learn from so far: what strategies came to, what comes back, how long healing takes, when a human was called. */
import type { KnowledgeReader } from "#core/log/read";
import type { EscalationRecord, Learning, OutcomeCounts, Recurring, StrategyRecord } from "#core/model";
import { confidenceFrom } from "#loop/learn";
import type { KnowledgeSources } from "./knowledge.ts";
import { phaseTimes } from "./times.ts";

const lookedThrough = 10_000;
const listed = 100;
const monthMs = 30 * 86_400_000;

const notYet =
  "Forecasts, learned normal ranges beyond latency, runbooks that evolve by themselves, and daily or weekly reports are not made yet: what stands here is what happened.";

export function learningNow(reader: KnowledgeReader, sources: KnowledgeSources): Learning {
  const now = sources.now();
  return {
    at: iso(now),
    strategies: strategiesOf(reader, sources, now),
    recurring: recurringOf(reader, now - monthMs),
    times: phaseTimes(reader, now),
    escalations: escalationsIn(reader),
    notYet,
  };
}

function strategiesOf(reader: KnowledgeReader, sources: KnowledgeSources, now: number): readonly StrategyRecord[] {
  const facts = reader.outcomeFacts({ limit: lookedThrough });
  const versions = new Map(sources.reader.runbooks().map(({ id, hash, version }) => [`${id} ${hash}`, version]));
  const groups = Map.groupBy(facts, ({ runbook, hash, strategy }) => JSON.stringify([runbook, hash, strategy]));
  const records = [...groups.values()].flatMap((group): readonly StrategyRecord[] => {
    const last = group.at(-1);
    if (last === undefined) return [];
    const { runbook, hash, strategy } = last;
    return [
      {
        ...{ runbook, hash, strategy },
        version: versions.get(`${runbook} ${hash}`) ?? 0,
        current: sources.registry().find(runbook)?.hash === hash,
        outcomes: countsOf(group),
        confidence: confidenceFrom(group, now),
        lastAt: iso(last.at),
      },
    ];
  });
  return records.sort((a, b) => b.lastAt.localeCompare(a.lastAt));
}

function countsOf(group: readonly { readonly result: keyof OutcomeCounts }[]): OutcomeCounts {
  const counts = { recovered: 0, not_recovered: 0, failed: 0, unverified: 0 };
  for (const { result } of group) counts[result] += 1;
  return counts;
}

function recurringOf(reader: KnowledgeReader, since: number): readonly Recurring[] {
  return reader.recurring({ since, limit: listed }).map((row) => {
    const { fingerprint, type, target, incidents, open, resolved } = row;
    return {
      ...{ fingerprint, type, target, incidents, open, resolved },
      selfResolved: row.self_resolved,
      firstAt: iso(row.first_at),
      lastAt: iso(row.last_at),
      lastIncident: row.last_incident,
      lastRunbook: row.last_runbook,
    };
  });
}

function escalationsIn(reader: KnowledgeReader): readonly EscalationRecord[] {
  return reader.events({ types: ["incident.tiered"] as const, limit: listed }).map(({ stored }) => {
    const { incident, why } = stored.data;
    const subject = reader.subjectOf(incident);
    return { at: iso(stored.at), incident, why, type: subject?.type ?? null, target: subject?.target ?? null };
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
