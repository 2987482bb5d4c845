/** What is known of an incident's cause, and what waits for it: part of its page. */
import type { EpistemicState } from "#core/model";
import { clean, type Terminal } from "./terminal.ts";

export function heading({ line, paint }: Terminal, text: string): void {
  line();
  line(paint("bold", text));
}

/** Older engines tell nothing of it. */
export function showKnowledge(terminal: Terminal, epistemic: EpistemicState | undefined): void {
  if (epistemic === undefined) return;
  showChecks(terminal, epistemic);
  showHypotheses(terminal, epistemic);
  if (epistemic.inhibitedBy !== null) {
    heading(terminal, "Waits for");
    terminal.line(`  ${clean(epistemic.inhibitedBy)}`);
  }
  if (epistemic.inhibits.length > 0) {
    heading(terminal, "Held back while it is dealt with");
    for (const { incident, target, type } of epistemic.inhibits)
      terminal.line(`  ${clean(incident)}  ${clean(type)} on ${clean(target)}`);
  }
}

function showChecks(terminal: Terminal, { evidence: { checks } }: EpistemicState): void {
  if (checks.length === 0) return;
  heading(terminal, "Checks");
  for (const { check, ok, finding } of checks) {
    const word = ok === null ? "unknown" : ok ? "good" : "bad";
    const style = ok === null ? "yellow" : ok ? "green" : "red";
    terminal.line(`  ${terminal.paint(style, word.padEnd(7))}  ${clean(check)}: ${clean(finding)}`);
  }
}

function showHypotheses(terminal: Terminal, { hypotheses }: EpistemicState): void {
  if (hypotheses.length === 0) return;
  heading(terminal, "What may be the cause");
  for (const { statement, probability, evidence, runbook, strategy } of hypotheses) {
    terminal.line(`  ${`${Math.round(probability * 100)} %`.padStart(5)}  ${clean(statement)}`);
    for (const one of evidence) terminal.line(terminal.paint("dim", `         ${clean(one)}`));
    if (runbook !== null)
      terminal.line(`         may mend it: ${clean(runbook)}${strategy === null ? "" : ` (${clean(strategy)})`}`);
  }
}
