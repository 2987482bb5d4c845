/**
 * How well a trouble is understood: its Cynefin domain (Snowden and Boone, "A Leader's Framework for Decision Making", 2007), how
 * sure that is, and a sentence that says why. Pure: what it rests on is handed to it (REASON-01).
 */
import type { Domain } from "#core/model";
import type { Candidate } from "./match.ts";

export interface Route {
  readonly domain: Domain;
  /** 0 to 1: how sure the router is of the runbook it names. */
  readonly confidence: number;
  /** Shannon entropy over the fitting candidates, in bits; 0 when there is at most one. */
  readonly entropy: number;
  readonly runbook: string | null;
  readonly why: string;
}

export interface RoutingFacts {
  readonly type: string;
  readonly candidates: readonly Candidate[];
  /** Repairs of this trouble that failed since one last held, before this incident. */
  readonly failures: number;
  /** Why it is one of several critical troubles at once; undefined when it is not. */
  readonly chaos: string | undefined;
  /** What probes that look at the same thing say against one another; absent where they agree. */
  readonly contradiction?: string;
}

/** From so many failures on, knowing more of the same kind will not help. */
const repeatedFailures = 3;
/** A runbook that has had its chances and is believed to help less often than this is no answer. */
const lowConfidence = 0.2;
const chances = 3;

export function route(facts: RoutingFacts): Route {
  // Before anything else: whatever fits, fits only one side of it.
  if (facts.contradiction !== undefined) {
    const why = `What is known contradicts itself: ${facts.contradiction}.`;
    return { domain: "disorder", confidence: 0, entropy: 0, runbook: null, why };
  }
  const understood = understand(facts);
  if (facts.chaos !== undefined) return { ...understood, domain: "chaotic", why: `${facts.chaos}.` };
  const { domain, runbook } = understood;
  if (facts.failures >= repeatedFailures && domain !== "disorder") {
    const why = `It looks ${domain}, but ${facts.failures} repairs of it have failed since one last held.`;
    return { ...understood, domain: "disorder", runbook: null, why };
  }
  const best = facts.candidates.find(({ registered }) => registered.runbook.id === runbook);
  if (best !== undefined && best.confidence.outcomes >= chances && best.confidence.mean < lowConfidence) {
    const sure = Math.round(best.confidence.mean * 100);
    const why = `${runbook} is the best there is, and after ${best.confidence.outcomes} attempts is believed to help in ${sure} % of cases.`;
    return { ...understood, domain: "disorder", runbook: null, why };
  }
  return understood;
}

/** By what is known of this trouble alone. */
function understand({ type, candidates }: RoutingFacts): Route {
  const fitting = candidates.filter((candidate) => candidate.fits);
  const [best] = fitting;
  if (best === undefined) return withoutRunbook(type, candidates);
  const { id } = best.registered.runbook;
  if (fitting.length === 1) {
    const why = `Only ${id} matches ${type}, and all its symptoms hold.`;
    return { domain: "clear", confidence: best.confidence.mean, entropy: 0, runbook: id, why };
  }
  const weights = fitting.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const reason = fitting.some(({ support }) => support !== best.support)
    ? "the checks make it the most probable"
    : "is the most urgent and then the best proven";
  const why = `${fitting.length} runbooks match ${type}; ${reason.startsWith("is") ? `${id} ${reason}` : `${reason}: ${id}`}.`;
  return {
    domain: "complicated",
    confidence: weightOf(best) / total,
    entropy: entropyOf(weights, total),
    runbook: id,
    why,
  };
}

/** Of a candidate among others, before they are made to sum to 1. */
export function weightOf({ confidence, support }: Candidate): number {
  return confidence.mean * support;
}

function withoutRunbook(type: string, candidates: readonly Candidate[]): Route {
  const none = { confidence: 0, entropy: 0, runbook: null };
  const [first] = candidates;
  if (first === undefined) return { ...none, domain: "complex", why: `No runbook matches ${type}.` };
  const { id } = first.registered.runbook;
  const isMissing = first.unknown.length > 0 && first.unknown.length === first.missing.length;
  const why = isMissing
    ? `${id} matches ${type}, but it is not known whether its symptoms hold: ${first.unknown.join("; ")}.`
    : `${id} matches ${type}, but its symptoms do not hold: ${first.missing.join("; ")}.`;
  return { ...none, domain: "disorder", why };
}

function entropyOf(weights: readonly number[], total: number): number {
  let entropy = 0;
  for (const weight of weights) {
    const share = weight / total;
    if (share > 0) entropy -= share * Math.log2(share);
  }
  return entropy;
}
