/** The words by which people call kinds of drift, causes, steps and inputs. */
import {
  type DriftHypothesis,
  type InputName,
  inputNames,
  type StepKind,
  stepKinds,
  type ViolationKind,
  violationKinds,
} from "#core/model";
import { nameKey } from "../text/index.ts";

const hypotheses: Readonly<Record<DriftHypothesis["kind"], readonly string[]>> = {
  parser_too_strict: ["parser too strict", "parser behind contract", "strict parser"],
  producer_drifted: ["producer drifted", "producer drift", "drifted producer"],
  contract_stale: ["contract stale", "stale contract", "contract behind reality"],
  deliberate_evolution: ["deliberate evolution", "evolution", "evolved deliberately"],
};

const groups: Readonly<Record<string, readonly ViolationKind[]>> = {
  "format drift": violationKinds.filter((kind) => !kind.endsWith("_event")),
  "event mismatch": ["orphan_event", "unknown_event"],
  "any format violation": violationKinds.filter((kind) => !kind.endsWith("_event")),
};

const steps: Readonly<Record<StepKind, readonly string[]>> = {
  analyze: ["analyze", "analyse", "analysis", "audit", "triage", "investigate"],
  code: ["code", "coding", "fix", "change", "implement", "amend"],
  review: ["review", "verify", "replay"],
  commit: ["commit", "land", "record"],
};

const inputs: Readonly<Partial<Record<InputName, readonly string[]>>> = {
  violations: ["violation", "recorded violations", "failing outputs", "recorded outputs"],
  "good outputs": ["good output", "recent good outputs", "valid outputs"],
  contract: ["contract text", "CONTRACT.md"],
  repository: ["worktree", "code base", "codebase", "source"],
  tests: ["test", "the repository's tests", "test command"],
  cause: ["root cause", "analysis", "cause with evidence"],
  change: ["diff", "patch", "the change"],
  verdict: ["review", "review verdict", "replay result"],
  approval: ["approved by", "approver"],
};

function dictionary<T extends string>(
  names: readonly T[],
  spellings: Partial<Record<T, readonly string[]>>,
): ReadonlyMap<string, T> {
  return new Map(
    names.flatMap((name) => [name, ...(spellings[name] ?? [])].map((word) => [nameKey(word), name] as const)),
  );
}

const byWord = {
  kind: dictionary(violationKinds, {}),
  hypothesis: dictionary(Object.keys(hypotheses) as DriftHypothesis["kind"][], hypotheses),
  step: dictionary(stepKinds, steps),
  input: dictionary(inputNames, inputs),
};

export function kindsCalled(words: string): readonly ViolationKind[] {
  const group = Object.entries(groups).find(([name]) => nameKey(name) === nameKey(words))?.[1];
  const one = byWord.kind.get(singular(words)) ?? byWord.kind.get(nameKey(words));
  return group ?? (one === undefined ? [] : [one]);
}

export function hypothesisCalled(words: string): DriftHypothesis["kind"] | undefined {
  return byWord.hypothesis.get(nameKey(words.replace(/^(?:the|a|an)\s+/i, "").replace(/\b(?:is|has)\s/gi, "")));
}

export function stepCalled(words: string): StepKind | undefined {
  return byWord.step.get(nameKey(words));
}

export function inputCalled(words: string): InputName | undefined {
  const plain = words.replace(/^(?:the|a|an|all|its)\s+/i, "").replace(/\s*\(.*\)$/, "");
  return byWord.input.get(nameKey(plain));
}

/** `missing fields` are of the kind `missing_field`. */
function singular(words: string): string {
  return nameKey(words.replace(/s$/i, "").replace(/s\s+values?$/i, ""));
}
