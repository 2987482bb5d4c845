/** From what a model said to a runbook for this one incident; or the reason why it is not taken. Nothing here runs anything. */

import { plainText } from "#core/language-model";
import { canonicalJson, maskSecrets, resolveReferences, sha256 } from "#core/lib";
import {
  type Action,
  type AdviceRefusal,
  type Incident,
  type ModelOpinion,
  messageOf,
  type Risk,
  type Runbook,
  type Step,
  type Target,
} from "#core/model";
import type { ActionCatalog } from "#loop/reason";
import { modelRunbookId } from "../naming.ts";
import { type PostMortemAnswer, type ProposalAnswer, postMortemForm, proposalForm } from "./forms.ts";
import { literalProblem } from "./literals.ts";
import { isOffered, jsonSchemaOf } from "./offers.ts";

export interface ProposalMeans {
  readonly incident: Incident;
  readonly target: Target;
  readonly actions: ReadonlyMap<string, Action>;
  readonly catalog: ActionCatalog;
  /** How many proposals were made for the incident before. */
  readonly before: number;
}

type Refused = { readonly refusal: AdviceRefusal; readonly reason: string };
export type Proposal = { readonly hypothesis: ModelOpinion; readonly runbook: Runbook | null };

export function readProposal(value: unknown, means: ProposalMeans): Proposal | Refused {
  const parsed = proposalForm.safeParse(value);
  if (!parsed.success) return { refusal: "wrong_shape", reason: shapeProblem(parsed.error.issues) };
  const { plan, hypothesis: text, confidence, suggestion } = parsed.data;
  const hypothesis = {
    text: wordsForPeople(text),
    confidence,
    suggestion: suggestion === null ? null : wordsForPeople(suggestion),
  };
  if (plan === null) return { hypothesis, runbook: null };
  const problem = targetProblem(plan.target, means.target) ?? stepsProblem(plan, means);
  return problem ?? { hypothesis, runbook: runbookOf(plan, means) };
}

export function readPostMortem(value: unknown): { readonly prose: string } | Refused {
  const parsed = postMortemForm.safeParse(value);
  if (!parsed.success) return { refusal: "wrong_shape", reason: shapeProblem(parsed.error.issues) };
  return { prose: proseOf(parsed.data) };
}

function proseOf({ summary, cause, followUps }: PostMortemAnswer): string {
  const list = followUps.map((one) => `- ${wordsForPeople(one)}`);
  const parts = [wordsForPeople(summary), `Cause: ${wordsForPeople(cause)}`];
  return [...parts, ...(list.length === 0 ? [] : [`Follow-ups:\n${list.join("\n")}`])].join("\n\n");
}

type Plan = NonNullable<ProposalAnswer["plan"]>;

function targetProblem(named: string, target: Target): Refused | undefined {
  if (named === target.id) return undefined;
  const reason = target.dependsOn.includes(named)
    ? `the plan is for ${named}, on which ${target.id} depends: a plan acts on the target of its own incident only`
    : "the plan is for a target that this incident has nothing to do with";
  return { refusal: "foreign_target", reason };
}

function stepsProblem({ steps }: Plan, { target, actions, catalog }: ProposalMeans): Refused | undefined {
  for (const [index, step] of steps.entries()) {
    const where = `step ${index + 1}`;
    const action = actions.get(step.action);
    if (action === undefined)
      return { refusal: "unknown_action", reason: `${where} names an action that is not registered` };
    if (!isOffered(action))
      return {
        refusal: "too_risky",
        reason: `${where} is ${action.name}, whose risk is high: only people propose that`,
      };
    const literal = literalProblem(step.with, jsonSchemaOf(action));
    if (literal !== undefined) return { refusal: "own_words", reason: `${where} (${action.name}): ${literal}` };
    try {
      catalog(action.name)?.parse(resolveReferences(step.with, target));
    } catch (error) {
      return { refusal: "bad_input", reason: `${where}: ${wordsForPeople(messageOf(error))}` };
    }
  }
  return undefined;
}

const stepTimeoutMs = 30_000;

function runbookOf({ title, steps }: Plan, { incident, target, before, actions }: ProposalMeans): Runbook {
  const chosen: Step[] = steps.map(({ action, with: input }) => ({ action, with: input, timeout: stepTimeoutMs }));
  const content = { anomaly: incident.type, target: target.id, steps: chosen };
  const highest: Risk = steps.some(({ action }) => actions.get(action)?.risk === "high") ? "high" : "medium";
  return {
    id: modelRunbookId(sha256(canonicalJson(content))),
    title: `A language model proposes: ${wordsForPeople(title).slice(0, 150)}`,
    version: 1,
    matches: [incident.type],
    symptoms: [],
    // Whatever the actions are: nobody has tried this before.
    risk: highest,
    priority: 1,
    mode: "dry_run",
    limits: { attempts: 3, within: 600_000, cooldown: 30_000, timeout: 300_000 },
    diagnosis: [],
    // Strategies that were tried are known by name, within the incident.
    strategies: [{ name: `proposal ${before + 1} of a model`, steps: chosen }],
    escalate: { to: "page" },
  };
}

/** What a model said is read by people and kept for ever: one line of text, without secrets, and without links to follow. */
export function wordsForPeople(text: string): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  return maskSecrets(line)
    .replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/gi, "[an address]")
    .slice(0, 1_000);
}

function shapeProblem(issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[]): string {
  // The words of an issue may repeat what was written; where and what kind says enough.
  const list = issues
    .slice(0, 3)
    .map(({ path, code }) => `${path.map(String).join(".").slice(0, 80) || "the answer"} (${code})`);
  return `the answer has another form than was asked for: ${list.join(", ")}`;
}
