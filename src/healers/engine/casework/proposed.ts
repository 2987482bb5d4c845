/** What a language model proposed for an incident, on its way to the guard. */
import { ChironError, event, type Incident, messageOf, type RegisteredRunbook, type Target } from "#core/model";
import { isRefused } from "#loop/reason";
import { registeredProposal } from "../advisor/index.ts";
import type { Parts } from "../parts.ts";
import { planFor } from "../planning.ts";
import { judge } from "./judging.ts";
import { lookAgain } from "./looking.ts";
import { escalate } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

/** The proposal that an incident in diagnosis is back for: not tried yet, and nobody has said no to it. */
export function proposalFor(parts: Parts, incident: Incident): RegisteredRunbook | undefined {
  const { advice, triedStrategies, approval, plan } = incident;
  const runbook = advice?.runbook;
  // What a human wants done instead goes before.
  if (runbook == null || incident.humanOverrideInstructions !== null) return undefined;
  if (runbook.strategies.some(({ name }) => triedStrategies.includes(name))) return undefined;
  // What was refused is not proposed again, nor what the same reasons speak against.
  if (isRefused(incident, registeredProposal(runbook), parts.actionCatalog)) return undefined;
  const saidNo = approval?.status === "rejected" || approval?.status === "timed_out";
  return saidNo && plan?.runbook === runbook.id ? undefined : registeredProposal(runbook);
}

export async function judgeProposal(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
  registered: RegisteredRunbook,
): Promise<Next> {
  const rest = await lookAgain(parts, tools, incident, target);
  if (rest !== undefined) return rest;
  const current = parts.state.incident(incident.id);
  if (current?.state !== "diagnosing") return "again";
  const { runbook } = registered;
  if (current.runbook !== runbook.id) {
    const confidence = current.advice?.hypothesis?.confidence ?? 0;
    const why = "Nothing else matches; a language model proposes a way.";
    const route = { domain: "complex", confidence, entropy: 0, runbook: runbook.id, why } as const;
    parts.record([event("incident.routed", { incident: current.id, ...route })]);
  }
  const [strategy] = runbook.strategies;
  if (strategy === undefined) return escalate(parts, tools, current, "the proposal has no steps");
  const plan = planFor(parts, current, target, registered, strategy);
  if (plan instanceof ChironError) return escalate(parts, tools, current, messageOf(plan));
  return judge(parts, tools, { incident: current, target, registered, plan });
}
