/** How long each part of healing takes, of the incidents that opened in the last day, week and month. */
import type { IncidentTimes, KnowledgeReader } from "#core/log/read";
import type { Phase, PhaseSpread, PhaseTimes } from "#core/model";

const dayMs = 86_400_000;
const periods = [
  ["24h", dayMs],
  ["7d", 7 * dayMs],
  ["30d", 30 * dayMs],
] as const;
const lookedThrough = 50_000;

type Ends = readonly [from: number | null, to: number | null];

const endsOf: Readonly<Record<Phase, (times: IncidentTimes) => Ends>> = {
  detection: (times) => [times.since, times.opened_at],
  decision: (times) => [times.opened_at, times.judged_at],
  answer: (times) => [times.asked_at, times.answered_at],
  repair: (times) => [times.began_at, times.acted_at],
  verification: (times) => [times.acted_at, times.proved_at],
  recovery: (times) => [times.since, times.proved_at],
};

export function phaseTimes(reader: KnowledgeReader, now: number): readonly PhaseTimes[] {
  const longest = Math.max(...periods.map(([, ms]) => ms));
  const all = reader.timings({ since: now - longest, limit: lookedThrough });
  return periods.map(([period, ms]) => {
    const within = all.filter((times) => times.opened_at >= now - ms);
    const spread = (phase: Phase) => spreadOf(within.flatMap((times) => lengthOf(endsOf[phase](times))));
    return {
      period,
      incidents: within.length,
      escalated: within.filter((times) => times.escalated_at !== null).length,
      phases: {
        detection: spread("detection"),
        decision: spread("decision"),
        answer: spread("answer"),
        repair: spread("repair"),
        verification: spread("verification"),
        recovery: spread("recovery"),
      },
    };
  });
}

/** A clock that was put back in between makes no negative times, and none that are believed. */
function lengthOf([from, to]: Ends): readonly number[] {
  return from === null || to === null || to < from ? [] : [to - from];
}

export function spreadOf(lengths: readonly number[]): PhaseSpread {
  const sorted = lengths.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { count: sorted.length, median: rank(0.5), p95: rank(0.95) };
}
