/** Conditions of policies: over a plan, its target, its incident, and the facts that the guard has at hand. */
import { ChironError } from "#core/model";
import { build, summaryOf } from "./build.ts";
import { vocabularyOf } from "./environment.ts";
import type { Finding } from "./inspect.ts";

const fields = {
  plan: {
    runbook: "string",
    runbookVersion: "double",
    strategy: "string",
    risk: "string",
    attempt: "double",
    actions: "list<string>",
    steps: "list<dyn>",
    mayLoseData: "bool",
    onlyRestarts: "bool",
    changesNothing: "bool",
  },
  target: {
    id: "string",
    kind: "string",
    criticality: "string",
    autonomy: "string",
    group: "string",
    owner: "string",
    settings: "map<string, dyn>",
  },
  incident: {
    type: "string",
    severity: "string",
    title: "string",
    domain: "string",
    recurrences: "double",
    attempts: "double",
    openMs: "double",
    flapping: "bool",
  },
  facts: {
    now: "double",
    time: "google.protobuf.Timestamp",
    actor: "string",
    runbookMode: "string",
    running: "bool",
    badTargets: "double",
    watchedTargets: "double",
    storm: "bool",
    underRepair: "list<string>",
    failuresOfTarget: "double",
    failuresOfRunbook: "double",
    heals: "list<double>",
  },
} as const;

const vocabulary = vocabularyOf(fields);

type Typed<T> = T extends "string"
  ? string
  : T extends "double"
    ? number
    : T extends "bool"
      ? boolean
      : T extends "google.protobuf.Timestamp"
        ? Date
        : T extends "list<string>"
          ? readonly string[]
          : T extends "list<double>"
            ? readonly number[]
            : T extends "list<dyn>"
              ? readonly unknown[]
              : Readonly<Record<string, unknown>>;

/** What a policy's condition speaks of. A field that is not there (a target without a group) makes what asks for it unknown. */
export type PolicyFacts = {
  readonly [V in keyof typeof fields]: { readonly [F in keyof (typeof fields)[V]]?: Typed<(typeof fields)[V][F]> };
};

export interface PolicyCondition {
  readonly source: string;
  evaluate(facts: PolicyFacts): { readonly value: boolean } | { readonly error: string };
}

export function checkPolicyCondition(
  source: string,
): { readonly ok: true } | { readonly ok: false; readonly problem: Finding } {
  const built = build(source, vocabulary);
  return built.ok ? { ok: true } : built;
}

/** Throws ChironError("bad_config") for what `checkPolicyCondition` finds wrong. */
export function compilePolicyCondition(source: string): PolicyCondition {
  const built = build(source, vocabulary);
  if (!built.ok)
    throw new ChironError("bad_config", `the condition ${JSON.stringify(source)} ${built.problem.message}`, {
      ...(built.problem.suggestion === undefined ? {} : { help: built.problem.suggestion }),
    });
  return {
    source,
    evaluate(facts) {
      try {
        const value: unknown = built.parsed(facts);
        return typeof value === "boolean" ? { value } : { error: "it gives neither true nor false" };
      } catch (error) {
        return { error: summaryOf(error) };
      }
    },
  };
}
