/** What can be done about an incident: for each how it is typed, what comes of it, and how much confirmation that deserves. */
import type { Choice, Confirmation, Criticality, IncidentDetail, Risk, Stakes } from "#core/model";
import { counted, listed, sentence } from "../words.ts";

export type Subject = Pick<IncidentDetail, "id" | "state" | "plan" | "approval" | "hold" | "target" | "runbook"> &
  Partial<Pick<IncidentDetail, "steps" | "acknowledged">>;

/** Where nobody knows more of the target. */
export const unknownStakes: Stakes = { criticality: null, dependents: [], steps: [] };

/** So many names are said; of more, how many there are. */
const namesSaid = 3;

export function confirmationFor(risk: Risk, criticality: Criticality | null): Confirmation {
  if (risk === "high" || criticality === "critical") return "type-name";
  return risk === "medium" ? "confirm" : "none";
}

export function approveChoice({ id, plan, approval, target }: Subject, stakes: Stakes): Choice {
  const bound = approval === null ? "" : ` --plan ${approval.planHash.slice(0, 12)}`;
  return {
    action: "approve",
    command: `chiron approve ${id}${bound}`,
    does: "let it run, exactly as shown",
    label: "Let it run",
    consequence: [stepsWords(plan, target), ...stakesWords(target, stakes)].join(" "),
    confirmation: confirmationFor(plan?.risk ?? "high", stakes.criticality),
    needsReason: false,
    isPrimary: true,
  };
}

function stepsWords(plan: Subject["plan"], target: string): string {
  if (plan === null) return `The plan is run on ${target} at once.`;
  const steps = listed(plan.steps.map(({ action }) => action));
  return `It runs ${steps} on ${target} at once, exactly as shown. Then ${target} is looked at afresh, to see whether it helped.`;
}

/** What else there is to know before it is pressed. */
function stakesWords(target: string, { dependents, steps }: Stakes): readonly string[] {
  const acting = steps.filter(({ changesNothing }) => !changesNothing);
  const lost = acting.flatMap(({ mayLose }) => mayLose ?? []);
  const lasting = acting.filter(({ canUndo }) => !canUndo).map(({ action }) => action);
  return [
    ...(dependents.length === 0 ? [] : [`What needs ${target}, and may notice: ${named(dependents)}.`]),
    ...(lost.length === 0 ? [] : [sentence(`What may be lost for good: ${lost.join("; ")}`)]),
    ...(acting.length === 0
      ? []
      : [
          lasting.length === 0
            ? "If it fails, it is undone."
            : sentence(`If it fails, ${listed([...new Set(lasting)])} cannot be undone`),
        ]),
  ];
}

function named(targets: readonly string[]): string {
  return targets.length > namesSaid ? counted(targets.length, "target") : listed(targets);
}

export function modifyChoice({ id }: Subject): Choice {
  return {
    action: "modify",
    command: `chiron modify ${id} --strategy "…"`,
    does: "another way; it is proposed and asked for anew",
    label: "Ask for another way",
    consequence: "Nothing is run. Another plan that keeps to what you say is proposed, and asked for anew.",
    confirmation: "confirm",
    needsReason: false,
    isPrimary: false,
  };
}

export function rejectChoice({ id, target }: Subject): Choice {
  return {
    action: "reject",
    command: `chiron reject ${id} --reason "…"`,
    does: "not this way; it stays with you",
    label: "Reject",
    consequence: `Nothing is run, and nothing more is tried on ${target} for this by itself. It is escalated, and stays open until it reads good again or somebody says that it is over.`,
    confirmation: "confirm",
    needsReason: true,
    isPrimary: false,
  };
}

export function dismissChoice({ id, target }: Subject): Choice {
  return {
    action: "dismiss",
    command: `chiron dismiss ${id} --reason "…"`,
    does: "it is no trouble; keep quiet about it for a day",
    label: "Dismiss",
    consequence: `It is closed as no trouble. For 24 hours the same on ${target} opens no incident, is not repaired, and nobody hears of it.`,
    confirmation: "confirm",
    needsReason: true,
    isPrimary: false,
  };
}

export function resolveChoice({ id, target }: Subject, isPrimary: boolean): Choice {
  return {
    action: "resolve",
    command: `chiron resolve ${id} --reason "…"`,
    does: "you have put it right, and know it",
    label: "It is put right",
    consequence: `It is closed as resolved, on your word. Should ${target} still read bad, a new incident opens.`,
    confirmation: "confirm",
    needsReason: true,
    isPrimary,
  };
}

/** Of a runbook whose risk nobody has told, the worst is thought. */
export function executeChoice(
  { id, target, plan }: Subject,
  runbook: string,
  stakes: Stakes,
  isPrimary: boolean,
  risk: Risk = plan?.runbook === runbook ? plan.risk : "high",
): Choice {
  const known = plan?.runbook === runbook ? stakes : { ...stakes, steps: [] };
  const asked = confirmationFor(risk, stakes.criticality);
  return {
    action: "execute",
    command: `chiron execute ${runbook} --incident ${id} --confirm`,
    does: "run the runbook, on your word",
    label: `Run ${runbook}`,
    consequence: [
      `${runbook} is run on ${target} at once, on your word, guarded and verified like any other repair.`,
      ...stakesWords(target, known),
    ].join(" "),
    // Nobody has been shown a plan of it yet.
    confirmation: asked === "none" ? "confirm" : asked,
    needsReason: false,
    isPrimary,
    runbook,
  };
}

export function acknowledgeChoice({ id }: Subject, isPrimary: boolean): Choice {
  return {
    action: "acknowledge",
    command: `chiron ack ${id} --for 2h`,
    does: "you are on it; nothing is repeated, and time alone calls nobody else",
    label: "I am on it",
    consequence:
      "Nothing is repeated, and time alone calls nobody else. Whatever Chiron does about it goes on as it would.",
    confirmation: "none",
    needsReason: false,
    isPrimary,
  };
}

export function resumeChoice(isPrimary: boolean): Choice {
  return {
    action: "resume",
    command: "chiron resume",
    does: "let healing go on",
    label: "Let healing go on",
    consequence: "Healing goes on for everything that is watched: repairs that waited begin, this one among them.",
    confirmation: "confirm",
    needsReason: false,
    isPrimary,
  };
}
