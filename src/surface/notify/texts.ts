/** What a human reads: what broke, since when, what was tried, what is wanted of them, and the commands to type. */
import { formatDuration, type Incident, type Rehearsal, type StepRecord, tellInstructions } from "#core/model";
import { causes, waiting } from "./knowledge.ts";
import { modelWords } from "./model-words.ts";
import { at, commands, isShellWord, oneLine, since, valuesLine } from "./wording.ts";

export interface Text {
  readonly subject: string;
  readonly body: string;
}

/** What is recommended to whoever is paged, and where to read on. */
export interface Advice {
  readonly recommended: string;
  readonly runbook: string | null;
  /** An address, or a file; null where no runbook is known. */
  readonly link: string | null;
}

const mostSteps = 20;

/** Tier 1: something was done, or seen, and nobody has to do anything. `why` says why it is told. */
export function composeNotice(incident: Incident, why: string): Text {
  return {
    subject: subjectOf(incident, noticeStanding(incident)),
    body: paragraphs(
      whatBroke(incident),
      whatWasDone(incident),
      verification(incident),
      `Where it stands: ${oneLine(incident.summary)}.`,
      `Why you are told: ${oneLine(why)}.`,
      "You need not do anything. To look into it, or to stop Chiron from acting:",
      commands([
        [incidentCommand("incident", incident), "everything that is known about it"],
        ...openOnly(incident, [
          `${incidentCommand("dismiss", incident)} --reason "…"`,
          "close it, and hear nothing of it for 24 hours",
        ]),
        ['chiron pause --reason "…"', "stop all repairs; detection and messages go on"],
      ]),
    ),
  };
}

/** Tier 1, where nothing helped and the runbook says that it need not wake anybody (`escalate.to: notice`). */
export function composeEscalationNotice(incident: Incident, why: string): Text {
  return {
    subject: subjectOf(incident, incident.endedAt === null ? "not over, and not urgent" : "over, but look at it"),
    body: paragraphs(
      whatBroke(incident),
      whatWasDone(incident),
      causes(incident),
      `Where it stands: ${oneLine(incident.summary)}.`,
      `Why you are told: ${oneLine(why)}. Its runbook asks for a notice and not for a page.`,
      `What you need to decide, when you have the time: ${decision(incident)}`,
      humanCommands(incident),
    ),
  };
}

/** What was seen and what was done, for a message whose own words are a runbook's. */
export function composeFacts(whole: Incident): string {
  // The step that sends this is still running, and says nothing.
  const incident = { ...whole, steps: whole.steps.filter(({ end }) => end !== null) };
  return paragraphs(
    whatBroke(incident),
    whatWasDone(incident),
    commands([[incidentCommand("incident", incident), "everything that is known about it"]]),
  );
}

/** Tier 2: a repair waits for a human's word. `steps` were rehearsed; nothing was changed to find out. */
export function composeApprovalRequest(
  incident: Incident,
  steps: readonly Rehearsal[],
  why: readonly string[],
  byReply = false,
  paged?: { readonly why: string; readonly advice: Advice },
): Text {
  const reasons = why.length === 0 ? "it may not run by itself" : why.map((reason) => oneLine(reason)).join("; ");
  const plan =
    incident.plan === null ? "a repair" : `${incident.plan.runbook}, strategy "${oneLine(incident.plan.strategy)}"`;
  return {
    subject: subjectOf(incident, paged === undefined ? "may it be repaired?" : "your approval is needed"),
    body: paragraphs(
      whatBroke(incident),
      ...(paged === undefined
        ? []
        : [whatWasDone(incident), attemptsLine(incident), `Why you are paged: ${oneLine(paged.why)}.`]),
      ...askedFor(incident),
      `What Chiron would do (${plan}):\n${numbered(steps.map(({ wouldDo }) => wouldDo))}`,
      ...modelWords(incident),
      `Why it asks: ${reasons}.`,
      `What you need to decide: may exactly this be done? Nothing is done before you answer${deadline(incident)}.`,
      ...(paged === undefined ? [] : adviceLines(paged.advice)),
      ...replyLine(incident, byReply),
      commands([
        [incidentCommand("approve", incident), "do it"],
        [`${incidentCommand("modify", incident)} --strategy "…"`, "another way; you are asked anew"],
        [`${incidentCommand("reject", incident)} --reason "…"`, "leave it alone; a human takes over"],
        [incidentCommand("incident", incident), "everything that is known about it"],
      ]),
    ),
  };
}

function askedFor({ humanOverrideInstructions: asked }: Incident): readonly string[] {
  return asked === null ? [] : [`What was asked of it: ${oneLine(tellInstructions(asked))}.`];
}

function deadline({ approval }: Incident): string {
  return approval === null ? "" : `; without an answer until ${at(approval.deadline)} it is a no`;
}

/** Only where a reply is heard. */
function replyLine({ approval }: Incident, byReply: boolean): readonly string[] {
  const code = approval?.code;
  if (!byReply || code === undefined) return [];
  return [`Or reply here: "approve ${code}", or "reject ${code}" and why.`];
}

/** Tier 3: a human is needed now. */
export function composePage(incident: Incident, why: string, advice: Advice): Text {
  return {
    subject: subjectOf(incident, pageStanding(incident)),
    body: paragraphs(
      whatBroke(incident),
      whatWasDone(incident),
      attemptsLine(incident),
      causes(incident),
      waiting(incident),
      `Why you are paged: ${oneLine(why)}.`,
      `What you need to decide: ${decision(incident)}`,
      ...adviceLines(advice),
      humanCommands(incident),
    ),
  };
}

/** Of a repair that did all its steps, what its proof saw is the error. */
function attemptsLine({ attempts, steps, lastFailure }: Incident): string {
  const last = steps.findLast(({ end, undo }) => !undo && (end === "failed" || end === "unknown"));
  const said =
    last === undefined ? lastFailure : `${last.action}: ${last.result?.summary ?? "nobody knows how it ended"}`;
  const error = said === undefined ? "none" : oneLine(said).replace(/\.+$/, "");
  return `Failed attempts: ${attempts}. Last error: ${error}.`;
}

function adviceLines({ recommended, runbook, link }: Advice): readonly string[] {
  const place = runbook === null ? "" : `\nRunbook: ${oneLine(runbook)}${link === null ? "" : `, ${oneLine(link)}`}`;
  return [`Recommended: ${oneLine(recommended)}.${place}`];
}

/** About a message that no channel took, by the other route. */
export function composeUndeliverable(facts: {
  readonly route: "notice" | "page";
  readonly subject: string;
  readonly reason: string;
  /** It waits on and is tried again. */
  readonly kept: boolean;
  readonly incident: string;
}): Text {
  const { route, subject, reason, kept, incident } = facts;
  const id = isShellWord(incident) ? incident : "ID";
  return {
    subject: oneLine(`[${route === "page" ? "critical" : "high"}] Chiron itself: its ${route}s do not arrive`, 200),
    body: paragraphs(
      `What broke: no ${route} channel took this message: ${oneLine(subject, 200)}`,
      `What they said: ${oneLine(reason)}`,
      kept
        ? "It is kept, and tried again every five minutes, until a channel takes it."
        : "It is not tried any more; chiron incidents shows what is open.",
      `What you need to decide: what is wrong with the ${route} channels. A changed configuration is taken up by chiron reload.`,
      commands([
        [`chiron notify test --route ${route}`, "try them, and see what comes back"],
        [`chiron incident ${id}`, "everything that is known about it"],
        [`chiron resolve ${id} --reason "…"`, "say that it is over"],
      ]),
    ),
  };
}

function humanCommands(incident: Incident): string {
  return commands([
    [incidentCommand("incident", incident), "everything that is known about it"],
    ...repairCommands(incident),
    ...openOnly(incident, [
      `${incidentCommand("dismiss", incident)} --reason "…"`,
      "close it, and hear nothing of it for 24 hours",
    ]),
  ]);
}

function subjectOf({ severity, target, title }: Incident, standing: string): string {
  return oneLine(`[${severity}] ${target}: ${title} (${standing})`, 200);
}

function whatBroke(incident: Incident): string {
  const { title, target, type, severity, recurrences, evidence } = incident;
  const again =
    recurrences === 0 ? "" : ` It has come back ${recurrences === 1 ? "once" : `${recurrences} times`} after a repair.`;
  const { reading } = evidence;
  const seen = [valuesLine(reading.values), reading.error === undefined ? "" : oneLine(reading.error)].filter(
    (part) => part !== "",
  );
  return [
    `What broke: ${oneLine(title)} on ${oneLine(target)} (${type}, ${severity}).${again}`,
    `Since: ${since(incident)}.`,
    `What was seen: ${seen.length === 0 ? "no values" : seen.join("; ")} (probe ${oneLine(reading.probe, 100)}).`,
  ].join("\n");
}

function whatWasDone({ steps, attempts }: Incident): string {
  const tried = steps.filter((step) => !step.undo);
  if (tried.length === 0) return "What was tried: nothing.";
  const times = attempts > 1 ? ` in ${attempts} attempts` : "";
  return `What was tried${times}:\n${numbered(tried.map(stepLine))}`;
}

function verification({ outcome, steps }: Incident): string {
  if (steps.length === 0) return "Verified by: nothing, since nothing was done.";
  if (outcome === null || outcome.verifiedBy.length === 0) return "Verified by: nothing yet.";
  const probes = outcome.verifiedBy.map((probe) => oneLine(probe, 60)).join(", ");
  return `Verified by: fresh readings (${probes}), ${formatDuration(outcome.recoveryMs)} after the first bad one.`;
}

function stepLine({ action, end, result }: StepRecord): string {
  const ending = end === null ? "still running" : end === "unknown" ? "nobody knows how it ended" : end;
  return `${action}: ${ending}${result === null ? "" : `: ${result.summary}`}`;
}

function numbered(lines: readonly string[]): string {
  if (lines.length === 0) return "  nothing";
  // The last ones tell most: what was tried before them did not help.
  const first = Math.max(0, lines.length - mostSteps);
  const shown = lines.slice(first).map((line, index) => `  ${first + index + 1}. ${oneLine(line)}`);
  return first === 0 ? shown.join("\n") : [`  … ${first} before`, ...shown].join("\n");
}

function decision(incident: Incident): string {
  if (incident.endedAt !== null) return "whether anything has to change so that it does not come back.";
  if (incident.state === "awaiting_approval") return "whether the proposed repair may run.";
  if (incident.state === "remediating" || incident.state === "verifying")
    return "nothing yet: a repair is under way. Look whether it comes to an end.";
  // A rule calls at once, whatever was looked for by then.
  if (incident.state === "detected" || incident.state === "diagnosing")
    return "nothing yet, perhaps: Chiron looks for a repair now, and asks by a notice where it may not run one by itself.";
  return "how to repair it. Once it is well again, Chiron sees it by itself and closes the incident.";
}

function repairCommands(incident: Incident): [string, string][] {
  if (incident.endedAt !== null) return [];
  const resolved: [string, string] = [`${incidentCommand("resolve", incident)} --reason "…"`, "say that it is over"];
  if (incident.state === "awaiting_approval")
    return [[incidentCommand("approve", incident), "let the proposed repair run"]];
  const { runbook, id, state } = incident;
  const byHand = runbook !== null && isShellWord(runbook) && isShellWord(id);
  return [
    ...(byHand
      ? ([[`chiron execute ${runbook} --incident ${id} --confirm`, "run its runbook"]] as [string, string][])
      : []),
    ...(state === "escalated" ? [resolved] : []),
  ];
}

function openOnly(incident: Incident, command: [string, string]): [string, string][] {
  return incident.endedAt === null ? [command] : [];
}

function incidentCommand(command: string, { id }: Incident): string {
  return `chiron ${command} ${isShellWord(id) ? id : "ID"}`;
}

function noticeStanding({ state }: Incident): string {
  switch (state) {
    case "resolved":
    case "verifying":
      return "repaired";
    case "self_resolved":
      return "over by itself";
    case "dismissed":
      return "dismissed";
    default:
      return "seen";
  }
}

function pageStanding({ state, attempts, endedAt }: Incident): string {
  if (endedAt !== null) return "over, but look at it";
  if (state === "awaiting_approval") return "your approval is needed";
  return attempts > 0 ? "the repair did not help, you are needed" : "you are needed";
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
