/** How well the trouble is understood: its Cynefin domain, with a sentence that says why. */
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

export function route(type: string, candidates: readonly Candidate[]): Route {
  const fitting = candidates.filter((candidate) => candidate.fits);
  const [best] = fitting;
  if (best === undefined) return withoutRunbook(type, candidates);
  const { id } = best.registered.runbook;
  if (fitting.length === 1) {
    const why = `Only ${id} matches ${type}, and all its symptoms hold.`;
    return { domain: "clear", confidence: best.confidence.mean, entropy: 0, runbook: id, why };
  }
  const weights = fitting.map((candidate) => candidate.confidence.mean);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const why = `${fitting.length} runbooks match ${type}; ${id} is the most urgent and then the best proven.`;
  const confidence = best.confidence.mean / total;
  return { domain: "complicated", confidence, entropy: entropyOf(weights, total), runbook: id, why };
}

function withoutRunbook(type: string, candidates: readonly Candidate[]): Route {
  const none = { confidence: 0, entropy: 0, runbook: null };
  const [first] = candidates;
  if (first === undefined) return { ...none, domain: "complex", why: `No runbook matches ${type}.` };
  const why = `${first.registered.runbook.id} matches ${type}, but its symptoms do not hold: ${first.missing.join("; ")}.`;
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
