/** What helped before, in troubles that were like this one. */
import type { Incident, Target, Values } from "#core/model";

/** A repair that held, as it is remembered. */
export interface Episode {
  readonly incident: string;
  readonly type: string;
  readonly target: string;
  readonly targetKind: string;
  readonly runbook: string;
  readonly strategy: string;
  /** 0 to 1: how well it helped. */
  readonly effectiveness: number;
  /** What the probe that showed it said; undefined when that is no longer kept. */
  readonly evidence: { readonly probe: string; readonly values: Values } | undefined;
}

export interface SimilarEpisode {
  readonly episode: Episode;
  /** 0 to 1. */
  readonly similarity: number;
}

const weights = { type: 0.5, kind: 0.2, evidence: 0.3 };
const leastSimilarity = 0.4;
const mostKept = 20;

/** The most similar first. Ties by id, so that the same memory gives the same answer. */
export function similarEpisodes(
  incident: Pick<Incident, "id" | "type" | "evidence">,
  target: Pick<Target, "kind">,
  episodes: readonly Episode[],
): readonly SimilarEpisode[] {
  return episodes
    .filter((episode) => episode.incident !== incident.id)
    .map((episode) => ({ episode, similarity: similarity(incident, target, episode) }))
    .filter((one) => one.similarity >= leastSimilarity)
    .sort((a, b) => b.similarity - a.similarity || (a.episode.incident < b.episode.incident ? 1 : -1))
    .slice(0, mostKept);
}

function similarity(
  { type, evidence }: Pick<Incident, "type" | "evidence">,
  { kind }: Pick<Target, "kind">,
  past: Episode,
) {
  const ofType = type === past.type ? 1 : jaccard(new Set(type.split("_")), new Set(past.type.split("_")));
  const ofKind = kind === past.targetKind ? 1 : 0;
  const { reading } = evidence;
  const isSameProbe = reading.probe === past.evidence?.probe ? 1 : 0;
  const ofValues = past.evidence === undefined ? 0 : jaccard(traits(reading.values), traits(past.evidence.values));
  return weights.type * ofType + weights.kind * ofKind + weights.evidence * ((isSameProbe + ofValues) / 2);
}

/** Numbers are seldom the same twice; that they were measured, and whether there was any, tells enough. */
function traits(values: Values): ReadonlySet<string> {
  return new Set(
    Object.entries(values).map(([name, value]) => `${name}=${typeof value === "number" ? Math.sign(value) : value}`),
  );
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : [...a].filter((one) => b.has(one)).length / all;
}
