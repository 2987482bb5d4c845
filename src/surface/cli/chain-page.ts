/** Chains by which drift is healed, as people read them: what will be done, what was done, and what is wanted from whoever reads it. */
import type { ChainView, Choices } from "#core/model";
import { printTable } from "./table.ts";
import { clean, cleanLines, type Terminal } from "./terminal.ts";
import { ago } from "./times.ts";
import { words } from "./words.ts";

export function printChains(terminal: Terminal, chains: readonly ChainView[]): void {
  printTable(
    terminal,
    ["chain", "state", "flow", "since", "for"],
    chains.map(({ id, state, chain, updatedAt }) => [
      id,
      { text: state, style: state === "proposed" || state === "ready" ? "yellow" : undefined },
      chain.flow,
      ago(updatedAt),
      `${words(chain.pattern.kind)}: ${chain.pattern.path} at ${chain.pattern.gate}`,
    ]),
  );
}

export function showChain(terminal: Terminal, view: ChainView): void {
  const { id, state, chain, steps, reason, commit, branch, task, appliedAt } = view;
  const { pattern, hypothesis, flow } = chain;
  terminal.line(`${id}  ${state}  ${flow}`);
  terminal.line(
    clean(
      `For ${words(pattern.kind)}: ${pattern.path} at ${pattern.gate} (pattern ${pattern.id}), in ${chain.repository ?? "-"}.`,
    ),
  );
  terminal.line(
    clean(
      `Because: ${words(hypothesis.kind)} (${Math.round(hypothesis.confidence * 100)} %); ${hypothesis.evidence.join("; ") || "nothing speaks for it but you"}`,
    ),
  );
  for (const step of chain.steps) {
    const report = steps.find((one) => one.step === step.kind);
    const waits = step.waitsFor.length === 0 ? "" : `, after ${step.waitsFor.join(", ")}`;
    terminal.line(`\n  ${step.kind}${waits}${report === undefined ? "" : `: ${report.state}, ${ago(report.at)}`}`);
    terminal.line(clean(`    given: ${step.inputs.map(({ name }) => name).join(", ")}`));
    terminal.line(clean(`    ${step.instructions}`));
    if (step.said !== null) terminal.line(clean(`    you say: ${step.said}`));
    if (report !== undefined && report.detail !== "") terminal.line(clean(`    → ${report.detail}`));
  }
  terminal.line();
  if (reason !== null) terminal.line(clean(`Why: ${reason}`));
  if (commit !== null && (state === "ready" || state === "working" || state === "done"))
    terminal.line(`Commit ${commit.slice(0, 12)} on ${branch}; the diff: chiron repair show ${task}`);
  if (appliedAt !== null) terminal.line(`In force ${ago(appliedAt)}: real outputs show whether it helps.`);
  for (const line of linesOf(view.wanted)) terminal.line(line);
}

/** What a person can do, each with what comes of it. */
export function linesOf({ sentence, choices, after }: Choices): readonly string[] {
  const lines = choices.flatMap(({ command, consequence }) => {
    const [first = "", ...further] = consequence.split("\n");
    const line = `  ${cleanLines(command)}${first === "" ? "" : `   ${clean(first)}`}`;
    return [line, ...further.map((one) => `      ${clean(one)}`)];
  });
  return [clean(sentence), ...lines, ...(after === null ? [] : [after])];
}
