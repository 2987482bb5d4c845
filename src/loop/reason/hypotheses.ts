/**
 * Which causes a trouble may have, ranked, each with what speaks for it: what runbooks are for, what checks found, what has changed,
 * what it depends on, what else broke at the same time, and what helped in similar troubles (REASON-03).
 */
import { type CheckResult, formatDuration, type Hypothesis, type RecentAnomaly } from "#core/model";
import type { SimilarEpisode } from "./episodes.ts";
import type { Candidate } from "./match.ts";
import { weightOf } from "./route.ts";

export interface Clues {
  readonly candidates: readonly Candidate[];
  readonly checks: readonly CheckResult[];
  readonly anomalies: readonly RecentAnomaly[];
  readonly episodes: readonly SimilarEpisode[];
  /** How long ago the trouble began. */
  readonly ageMs: number;
}

type Weighed = Omit<Hypothesis, "probability"> & { readonly weight: number };

const mostKept = 10;
/** What nobody has thought of, beside the weights below. */
const unthoughtOf = 1;
const weights = { badDependency: 4, badCheck: 3, change: 2, correlated: 1, episode: 2, refuted: 0.2 };
/** What broke at about the same time may have to do with it. */
const sameTimeMs = 120_000;

/** The most probable first. */
export function hypothesesFor(clues: Clues): readonly Hypothesis[] {
  const all = [...fromCandidates(clues), ...fromChecks(clues), ...fromAnomalies(clues), ...fromEpisodes(clues)];
  const total = all.reduce((sum, { weight }) => sum + weight, unthoughtOf);
  return all
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
    .slice(0, mostKept)
    .map(({ weight, ...rest }) => ({ ...rest, probability: Math.round((1_000 * weight) / total) / 1_000 }));
}

function fromCandidates({ candidates, checks }: Clues): readonly Weighed[] {
  return candidates.map((candidate) => {
    const { registered, fits, missing, confidence, support } = candidate;
    const { id, title, diagnosis } = registered.runbook;
    const own = checks.filter(({ check }) => support !== 1 && diagnosis.some((asked) => asked.check === check));
    const proven =
      confidence.outcomes === 0
        ? "it has not been tried yet"
        : `of ${confidence.outcomes} attempts it is believed to help in ${Math.round(confidence.mean * 100)} %`;
    return {
      id: `runbook:${id}`,
      source: "runbook",
      statement: fits
        ? `It is what ${id} is for: ${title}`
        : `It may be what ${id} is for, but its symptoms do not hold`,
      evidence: fits
        ? [proven, ...own.map(({ finding }) => finding)]
        : missing.map((symptom) => `not seen: ${symptom}`),
      runbook: id,
      strategy: null,
      weight: fits ? 2 * weightOf(candidate) : weights.refuted,
    };
  });
}

function fromChecks({ checks }: Clues): readonly Weighed[] {
  return checks
    .filter(({ ok }) => ok === false)
    .map(({ check, target, finding, values }) => {
      const shared = { evidence: [finding], runbook: null, strategy: null };
      if (check === "dependencies") {
        const bad = String(values.firstBad ?? "something");
        return {
          ...shared,
          id: `dependency:${bad}`,
          source: "dependency",
          statement: `${bad}, on which ${target} depends, is not well`,
          weight: weights.badDependency,
        };
      }
      if (check === "changes") {
        const ageMs = typeof values.newestAgeMs === "number" ? values.newestAgeMs : 0;
        return {
          ...shared,
          id: `change:${target}`,
          source: "change",
          statement: `Something was changed on ${target} shortly before`,
          weight: weights.change * recency(ageMs),
        };
      }
      return {
        ...shared,
        id: `check:${check}`,
        source: "check",
        statement: `The check ${check} of ${target} is bad`,
        weight: weights.badCheck,
      };
    });
}

/** 1 for now, half of it after ten minutes. */
function recency(ageMs: number): number {
  return 600_000 / (600_000 + Math.max(0, ageMs));
}

const nearness: Readonly<Record<RecentAnomaly["relation"], number>> = {
  dependency: weights.badDependency,
  group: 1.5 * weights.correlated,
  self: weights.correlated,
  dependent: 0.25 * weights.correlated,
  other: 0.5 * weights.correlated,
};

function fromAnomalies({ anomalies, checks, ageMs }: Clues): readonly Weighed[] {
  const told = new Set(checks.filter(({ ok }) => ok === false).map(({ values }) => values.firstBad));
  return anomalies
    .filter((one) => one.relation !== "dependency" || !told.has(one.target))
    .filter((one) => (one.relation === "dependency" && one.open) || Math.abs(one.ageMs - ageMs) <= sameTimeMs)
    .map((one) => {
      const apartMs = one.ageMs - ageMs;
      const when = `it began ${formatDuration(Math.abs(apartMs))} ${apartMs >= 0 ? "before" : "after"} this`;
      const isDependency = one.relation === "dependency";
      return {
        id: `${isDependency ? "dependency" : "correlation"}:${one.type}@${one.target}`,
        source: isDependency ? "dependency" : "correlation",
        statement: `It comes from ${one.type} on ${one.target}`,
        evidence: [when, ...(one.relation === "other" ? [] : [relationWords[one.relation]])],
        runbook: null,
        strategy: null,
        // What came later is seldom the cause.
        weight: nearness[one.relation] * (apartMs >= 0 ? 1 : 0.5),
      };
    });
}

const relationWords: Readonly<Record<RecentAnomaly["relation"], string>> = {
  self: "it is on the same target",
  dependency: "this depends on it",
  dependent: "it depends on this",
  group: "it is in the same group",
  other: "it is elsewhere",
};

/** Episodes that the same thing ended speak for it together. */
function fromEpisodes({ episodes, candidates }: Clues): readonly Weighed[] {
  const known = new Set(candidates.map(({ registered }) => registered.runbook.id));
  const groups = new Map<string, SimilarEpisode[]>();
  for (const one of episodes) {
    if (known.has(one.episode.runbook)) continue;
    const key = `${one.episode.runbook}/${one.episode.strategy}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([key, group]) => {
    const [best] = group;
    if (best === undefined) return [];
    const { runbook, strategy } = best.episode;
    const helped = group.reduce((sum, { episode, similarity }) => sum + similarity * episode.effectiveness, 0);
    return [
      {
        id: `episode:${key}`,
        source: "episode",
        statement: `It is like what ${runbook} (${strategy}) has ended before`,
        evidence: group
          .slice(0, 3)
          .map(
            ({ episode, similarity }) =>
              `${episode.type} on ${episode.target} (${episode.incident}), ${Math.round(similarity * 100)} % alike`,
          ),
        runbook,
        strategy,
        weight: weights.episode * Math.min(2, helped),
      },
    ];
  });
}
