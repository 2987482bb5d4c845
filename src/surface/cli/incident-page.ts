/** What `chiron incident` shows to people: the story first, then what it rests on, and at the end what is wanted. */
import type { IncidentDetail, Transition, Verdict } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { tellInstructions } from "#core/model/switches";
import { heading, showKnowledge } from "./knowledge-page.ts";
import { clean, type Style, type Terminal } from "./terminal.ts";
import { ago, dayOf, timeOfDay } from "./times.ts";
import { counted, styleOfState } from "./words.ts";

export async function showIncident(terminal: Terminal, incident: IncidentDetail): Promise<void> {
  const { tellEvent, tellValues } = await import("#surface/story");
  const { wantedOf } = await import("#surface/story/wanted");
  showHead(terminal, incident);
  showTimeline(terminal, incident, tellEvent);
  showEvidence(terminal, incident, tellValues);
  showKnowledge(terminal, incident.epistemic);
  showPlan(terminal, incident, tellValues);
  const { humanOverrideInstructions: asked } = incident.epistemic;
  if (asked !== null) {
    heading(terminal, "What a human asked for");
    terminal.line(`  ${clean(tellInstructions(asked))}`);
  }
  showVerdicts(terminal, incident.verdicts);
  showSteps(terminal, incident);
  showOutcome(terminal, incident);
  heading(terminal, "What is wanted from you");
  const wanted = wantedOf(incident);
  terminal.line(`  ${clean(wanted.sentence)}`);
  for (const { command, does } of wanted.commands) {
    terminal.line(`    ${terminal.paint("bold", clean(command))}`);
    terminal.line(terminal.paint("dim", `      ${clean(does)}`));
  }
  showTrace(terminal, incident);
}

function showTrace(terminal: Terminal, { epistemic: { traceId, sessionId } }: IncidentDetail): void {
  terminal.line();
  const session = sessionId === null ? "none" : clean(sessionId);
  terminal.line(terminal.paint("dim", `trace ${clean(traceId)} · session ${session}`));
}

function paintWith({ paint }: Terminal, style: Style | undefined, text: string): string {
  return style === undefined ? text : paint(style, text);
}

function showHead(terminal: Terminal, incident: IncidentDetail): void {
  const { id, type, target, severity, state, tier, domain, recurrences, count, openedAt, endedAt, summary } = incident;
  terminal.line(`${terminal.paint("bold", clean(id))}  ${clean(type)} on ${clean(target)}`);
  const length =
    endedAt === null
      ? `opened ${ago(openedAt)}`
      : `over after ${formatDuration(Date.parse(endedAt) - Date.parse(openedAt))}`;
  const facts = [
    paintWith(terminal, styleOfState(state), state),
    `${severity}`,
    length,
    ...(count > 1 ? [`seen ${count} times`] : []),
    ...(recurrences > 0 ? [`returned ${counted(recurrences, "time")}`] : []),
    ...(domain === null ? [] : [domain]),
    ...(tier === null ? [] : [`tier ${tier}`]),
  ];
  terminal.line(facts.join(" · "));
  terminal.line(clean(summary));
}

function showTimeline(
  terminal: Terminal,
  { events, transitions }: IncidentDetail,
  tell: (stored: IncidentDetail["events"][number]) => string,
): void {
  const [first] = events;
  if (first === undefined) return;
  heading(terminal, `What happened (${dayOf(first.at)})`);
  const bySeq = new Map(transitions.map((transition) => [transition.seq, transition]));
  let day = dayOf(first.at);
  for (const stored of events) {
    if (dayOf(stored.at) !== day) {
      day = dayOf(stored.at);
      terminal.line(`  ${day}`);
    }
    const passed = `+${formatDuration(stored.at - first.at)}`;
    const transition = bySeq.get(stored.seq);
    const head = `${timeOfDay(stored.at)} ${passed.padStart(7)}  ${clean(transition?.node ?? "").padEnd(nodeWidth)}`;
    const behind = transition === undefined ? "" : clean(numbersOf(stored, transition));
    const told = behind === "" ? "" : `  ${terminal.paint("dim", behind)}`;
    terminal.line(`  ${terminal.paint("dim", head)}  ${clean(tell(stored))}${told}`);
  }
}

const nodeWidth = 9;

/** What the sentence leaves out: how sure the router was, and by name what stood against a plan. */
function numbersOf({ type }: IncidentDetail["events"][number], { confidence, violations }: Transition): string {
  if (type === "incident.routed" && confidence !== null) return `confidence ${confidence.toFixed(2)}`;
  return violations.length === 0 ? "" : `[${violations.join(", ")}]`;
}

type TellValues = (values: Readonly<Record<string, unknown>>) => string;

function showEvidence(terminal: Terminal, { evidence }: IncidentDetail, tellValues: TellValues): void {
  const { condition, reading, thresholds } = evidence;
  heading(terminal, "Evidence");
  terminal.line(`  ${clean(condition)}`);
  const answer = reading.available ? "" : ", no answer";
  const values = [reading.error ?? "", tellValues(reading.values)].filter((part) => part !== "").join("; ");
  terminal.line(`  ${clean(reading.probe)} at ${timeOfDay(reading.takenAt)}${answer}: ${clean(values)}`);
  if (Object.keys(thresholds).length > 0) terminal.line(`  thresholds: ${clean(tellValues(thresholds))}`);
}

function showPlan(terminal: Terminal, { plan }: IncidentDetail, tellValues: TellValues): void {
  if (plan === null) return;
  heading(terminal, "Plan");
  const { runbook, runbookVersion, strategy, attempt, risk, hash, steps, validate } = plan;
  terminal.line(
    `  ${clean(runbook)} version ${runbookVersion} (${clean(strategy)}), attempt ${attempt}, ${risk} risk, plan ${hash.slice(0, 12)}`,
  );
  for (const { index, action, input, timeoutMs } of steps) {
    const details = Object.keys(input).length === 0 ? "" : `: ${clean(tellValues(input))}`;
    terminal.line(`  ${index + 1}. ${clean(action)} (at most ${formatDuration(timeoutMs)})${details}`);
  }
  if (validate !== null) terminal.line(`  helped when: ${clean(validate)}`);
}

function showVerdicts(terminal: Terminal, verdicts: readonly Verdict[]): void {
  const last = verdicts.at(-1);
  if (last === undefined) return;
  heading(terminal, `Verdict: ${last.decision}`);
  for (const { severity, policy, message, recommendation } of last.notes) {
    const advice = recommendation === undefined ? "" : ` (${recommendation})`;
    const style = severity === "inform" ? "dim" : severity === "forbid" ? "red" : "yellow";
    terminal.line(
      `  ${terminal.paint(style, severity.padEnd(6))}  ${clean(policy)}: ${clean(message)}${clean(advice)}`,
    );
  }
  if (last.notes.length === 0) terminal.line("  No policy had anything against it.");
}

function showSteps(terminal: Terminal, { steps }: IncidentDetail): void {
  if (steps.length === 0) return;
  heading(terminal, "Steps");
  for (const { index, action, undo, startedAt, endedAt, end, result } of steps) {
    const style = end === "done" ? "green" : end === null ? undefined : "red";
    const took = endedAt === null ? "" : ` after ${formatDuration(endedAt - startedAt)}`;
    const what = `${index + 1}. ${undo ? "undo " : ""}${clean(action)}`;
    terminal.line(
      `  ${what}: ${paintWith(terminal, style, end ?? "under way")}${took}${result === null ? "" : `, ${clean(result.summary)}`}`,
    );
    for (const { kind, name, detail } of result?.artifacts ?? []) {
      terminal.line(
        terminal.paint("dim", `     ${kind} ${clean(name)}${detail === undefined ? "" : `: ${clean(detail)}`}`),
      );
    }
  }
}

function showOutcome(terminal: Terminal, { outcome }: IncidentDetail): void {
  if (outcome === null) return;
  heading(terminal, "Outcome");
  const by = outcome.verifiedBy.length === 0 ? "" : `, verified by ${clean(outcome.verifiedBy.join(", "))}`;
  terminal.line(
    `  ${outcome.result.replace("_", " ")} ${formatDuration(outcome.recoveryMs)} after the first bad reading${by}`,
  );
}
