/** What a human decides about a pattern, and what the chain reports that a human started. */
import { ChironError } from "#core/model";
import type { Decision, Pattern } from "./pattern.ts";

export type DriftDecision =
  | { readonly kind: "ignore"; readonly reason: string; readonly by: string; readonly at: number }
  /** Takes an ignore back. */
  | { readonly kind: "restore"; readonly at: number }
  | { readonly kind: "heal"; readonly chain: string; readonly at: number }
  /** The chain's change is there: from now on real outputs show whether it helps. */
  | { readonly kind: "applied"; readonly at: number }
  /** The chain was cancelled, or failed, before its change was there. */
  | { readonly kind: "stopped"; readonly at: number };

/** From which state; every other combination is refused. */
const allowed: Readonly<Record<DriftDecision["kind"], readonly Decision["state"][]>> = {
  ignore: ["open"],
  restore: ["ignored"],
  heal: ["open", "ignored"],
  applied: ["healing"],
  stopped: ["healing"],
};

/** Throws ChironError("conflict"). */
export function afterDecision(pattern: Pattern, decision: DriftDecision): Pattern {
  const { state } = pattern.decision;
  if (!allowed[decision.kind].includes(state)) {
    throw new ChironError("conflict", `the pattern is ${state}: ${refusals[decision.kind]}`);
  }
  switch (decision.kind) {
    case "ignore": {
      const { reason, by, at } = decision;
      if (reason.trim() === "") throw new ChironError("bad_request", "ignoring a pattern needs a reason");
      return { ...pattern, decision: { state: "ignored", reason, by, at } };
    }
    case "heal":
      return { ...pattern, decision: { state: "healing", chain: decision.chain, at: decision.at, appliedAt: null } };
    case "applied":
      return { ...pattern, decision: applied(pattern.decision, decision.at), passes: 0, healedAt: decision.at };
    case "restore":
    case "stopped":
      return { ...pattern, decision: { state: "open" } };
    default:
      return decision satisfies never;
  }
}

const refusals: Readonly<Record<DriftDecision["kind"], string>> = {
  ignore: "only an open one can be ignored",
  restore: "only an ignored one can be taken back",
  heal: "a chain can be started for an open or an ignored one",
  applied: "no chain is at work on it",
  stopped: "no chain is at work on it",
};

function applied(decision: Decision, at: number): Decision {
  return decision.state === "healing" ? { ...decision, appliedAt: at } : decision;
}
