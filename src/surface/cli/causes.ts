/** Why outputs may differ from a contract, with what speaks for each cause. */
import type { DriftHypothesis } from "#core/model";
import { clean, type Terminal } from "./terminal.ts";

const meanings: Readonly<Record<DriftHypothesis["kind"], string>> = {
  contract_stale: "the contract is stale: what is sent is as it should be, and the contract does not say it",
  producer_drifted: "the producer drifted: it does not write any more what was agreed",
  parser_too_strict: "the parser is too strict: a person would take it for what was agreed",
  deliberate_evolution: "a deliberate evolution: somebody means outputs to be so from now on",
};

/** Those that nothing speaks for are not worth a line each. */
export function printCauses(terminal: Terminal, hypotheses: readonly DriftHypothesis[]): void {
  const supported = hypotheses.filter(({ evidence }) => evidence.length > 0);
  const others = hypotheses.filter(({ evidence }) => evidence.length === 0);
  terminal.line("\nLikely causes:");
  for (const { kind, confidence, evidence } of supported) {
    terminal.line(`${percent(confidence)}  ${meanings[kind]}`);
    for (const one of evidence) terminal.line(clean(`          ${one}`));
  }
  for (const { kind, confidence } of others)
    terminal.line(terminal.paint("dim", `${percent(confidence)}  ${named(kind)}: nothing speaks for it`));
}

function percent(share: number): string {
  return `${String(Math.round(share * 100)).padStart(4)} %`;
}

function named(kind: DriftHypothesis["kind"]): string {
  return meanings[kind].split(":")[0] ?? kind;
}
