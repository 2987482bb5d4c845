/**
 * A flow, compiled for one pattern into a *chain*: what will be done, with what, and what waits for what. It is data and cannot change; a
 * change to it is another chain with another hash, and an approval is bound to a hash. Nothing here starts anything.
 */
import { canonicalJson, sha256 } from "#core/lib";
import {
  type ChainInput,
  type ChainStep,
  type ChainSubject,
  ChironError,
  type DriftChain,
  type DriftHypothesis,
  type InputName,
  type StepKind,
} from "#core/model";
import type { Flow, FlowStep } from "./flow.ts";
import { producedBy } from "./flow.ts";

/** What is at hand when a chain is compiled. */
export interface ChainMeans {
  readonly pattern: ChainSubject;
  /** The one that the human decided by; as a rule the best. */
  readonly hypothesis: DriftHypothesis;
  /** Ids of the recorded violations, which the change will be tried against. */
  readonly violations: readonly string[];
  /** How many recent outputs that passed must go on passing. */
  readonly goodOutputs: number;
  /** SHA-256 of the contract's text: a chain for another text is not this one. */
  readonly contractHash: string;
  readonly repository: string | null;
}

export interface ChainChanges {
  /** Said to a step besides what the flow says. */
  readonly instructions?: Readonly<Partial<Record<StepKind, string>>>;
  /** Steps to leave out: without `commit`, the change is left on its branch. */
  readonly drop?: readonly StepKind[];
}

const longestInstructions = 4_000;

export function compileChain(flow: Flow, subject: ChainMeans): DriftChain {
  return sealed({
    flow: flow.id,
    title: flow.title,
    pattern: subject.pattern,
    hypothesis: subject.hypothesis,
    contractHash: subject.contractHash,
    repository: subject.repository,
    steps: flow.steps.map((step) => compiled(step, subject)),
    modifiedFrom: null,
  });
}

/**
 * What a human made of it. The chain that was presented stays as it was.
 * Throws ChironError("bad_request") for a step that is not there, or that others wait for.
 */
export function modifyChain(chain: DriftChain, { instructions = {}, drop = [] }: ChainChanges): DriftChain {
  const kinds = chain.steps.map(({ kind }) => kind);
  for (const kind of [...drop, ...(Object.keys(instructions) as StepKind[])]) {
    if (!kinds.includes(kind)) throw refused(`the chain has no step "${kind}"`, `Its steps are ${kinds.join(", ")}.`);
  }
  const steps = chain.steps.filter(({ kind }) => !drop.includes(kind));
  for (const { kind, waitsFor } of steps) {
    const missed = waitsFor.find((other) => drop.includes(other));
    if (missed)
      throw refused(
        `"${missed}" cannot be left out: "${kind}" waits for it`,
        "Leave out what waits for it as well, or cancel the chain.",
      );
  }
  if (!steps.some(({ kind }) => kind === "review")) {
    throw refused("nothing would be left that could be used", "Cancel the chain instead.");
  }
  const { hash, ...rest } = chain;
  return sealed({ ...rest, steps: steps.map((step) => instructed(step, instructions[step.kind])), modifiedFrom: hash });
}

/** Is this the chain that the hash was given for, unchanged? */
export function isSealed({ hash, ...rest }: DriftChain): boolean {
  return hash === sha256(canonicalJson(rest));
}

/** The steps that can begin now, in their order. */
export function readySteps({ steps }: DriftChain, done: readonly StepKind[]): readonly ChainStep[] {
  return steps.filter(({ kind, waitsFor }) => !done.includes(kind) && waitsFor.every((other) => done.includes(other)));
}

function instructed(step: ChainStep, more: string | undefined): ChainStep {
  if (more === undefined || more.trim() === "") return step;
  if (more.length > longestInstructions)
    throw refused(`instructions have at most ${longestInstructions} characters`, "Say it more shortly.");
  return { ...step, said: [step.said, more.trim()].filter(Boolean).join("\n\n") };
}

function compiled({ kind, agent, inputs, waitsFor, instructions }: FlowStep, subject: ChainMeans): ChainStep {
  const all = inputs.map((name) => ({ name, from: producedBy[name] ?? null, value: given(name, subject) }));
  return { kind, agent, inputs: all, waitsFor, instructions, said: null };
}

function given(
  name: InputName,
  { pattern, hypothesis, violations, goodOutputs, contractHash, repository }: ChainMeans,
): ChainInput["value"] {
  switch (name) {
    case "pattern":
      return `${pattern.kind} ${pattern.path} at gate ${pattern.gate} (${pattern.id})`;
    case "hypotheses":
      return [`${hypothesis.kind} (${hypothesis.confidence})`, ...hypothesis.evidence];
    case "violations":
      return violations;
    case "good outputs":
      return `${goodOutputs} recent outputs`;
    case "contract":
      return `${pattern.contract} (${contractHash})`;
    case "repository":
    case "tests":
      return repository;
    case "approval":
    case "cause":
    case "change":
    case "verdict":
      return null;
    default:
      return name satisfies never;
  }
}

function sealed(chain: Omit<DriftChain, "hash">): DriftChain {
  const plain = structuredClone(chain);
  return deepFrozen({ ...plain, hash: sha256(canonicalJson(plain)) });
}

function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFrozen(inner);
  }
  return value;
}

function refused(message: string, help: string): ChironError {
  return new ChironError("bad_request", message, { help });
}
