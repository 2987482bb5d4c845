/** What can be done about an incident beside what it wants. */
import type { Choice, Risk, Stakes, Wanted } from "#core/model";
import { endStates } from "#core/model/plain";
import { acknowledgeChoice, dismissChoice, executeChoice, type Subject } from "../wanted/choices.ts";

/** A runbook that is for such a trouble. */
export interface Applicable {
  readonly runbook: string;
  readonly risk: Risk;
}

export function alsoOf(
  incident: Subject,
  stakes: Stakes,
  { wanted, runbooks, hasPostMortem }: { wanted: Wanted; runbooks: readonly Applicable[]; hasPostMortem: boolean },
): readonly Choice[] {
  const afterwards = [recordFix(incident), ...(hasPostMortem ? [] : [postMortem(incident)])];
  if (endStates.has(incident.state)) return afterwards;
  const isUnderRepair = incident.state === "remediating" || incident.state === "verifying";
  const has = (action: Choice["action"], runbook?: string) =>
    wanted.commands.some((one) => one.action === action && one.runbook === runbook);
  // What is asked about is run by a yes.
  const asked = incident.state === "awaiting_approval" ? incident.plan?.runbook : undefined;
  const others = isUnderRepair ? [] : runbooks.filter(({ runbook }) => runbook !== asked && !has("execute", runbook));
  return [
    ...(has("acknowledge") ? [] : [acknowledgeChoice(incident, false)]),
    ...runbooks.map(({ runbook }) => dryRun(incident, runbook)),
    ...others.map(({ runbook, risk }) => executeChoice(incident, runbook, stakes, false, risk)),
    ...(has("dismiss") ? [] : [dismissChoice(incident)]),
    ...afterwards,
  ];
}

const light = { confirmation: "none", needsReason: false, isPrimary: false } as const;

function dryRun({ id }: Subject, runbook: string): Choice {
  return {
    action: "dry_run",
    command: `chiron dry-run ${runbook} --incident ${id}`,
    does: "say what each step would do",
    label: `What would ${runbook} do?`,
    consequence: "It is found out what each step would do. Nothing is changed.",
    ...light,
    runbook,
  };
}

function recordFix({ id }: Subject): Choice {
  return {
    action: "record_fix",
    command: `chiron record-fix ${id} -- COMMAND …`,
    does: "make a draft runbook of what you did about it",
    label: "Record what mended it",
    consequence: "A draft runbook is made of it, which does nothing before somebody approves it.",
    ...light,
  };
}

function postMortem({ id }: Subject): Choice {
  return {
    action: "postmortem",
    command: `chiron postmortem ${id}`,
    does: "write down what there is to learn from it",
    label: "Write the post-mortem",
    consequence: "It is made of the log, and may propose changes to runbooks, for you to decide on.",
    ...light,
  };
}
