/** Contracts, scores and patterns as people read them. */
import type { ContractView, HarmonyPattern, HarmonyPatternDetail, HarmonyView, OutputComparison } from "#core/model";
import { printCauses } from "./causes.ts";
import { linesOf } from "./chain-page.ts";
import { printMarked } from "./marked-text.ts";
import { printTable } from "./table.ts";
import { clean, type Style, type Terminal } from "./terminal.ts";
import { ago } from "./times.ts";
import { counted, words } from "./words.ts";

export function printContracts(terminal: Terminal, contracts: readonly ContractView[]): void {
  printTable(
    terminal,
    ["contract", "version", "formats", "gates", "follows", "read", "where"],
    contracts.map(({ id, version, formats, gates, follow, readAt, path, trouble }) => [
      id,
      version ?? "-",
      String(formats.length),
      gates.length === 0 ? "all" : gates.join(", "),
      String(follow.length),
      ago(readAt),
      { text: path, style: trouble === null ? undefined : "red" },
    ]),
  );
  printTroubles(terminal, contracts);
}

/** What is not checked as it should be, whatever the score says. */
export function printTroubles(terminal: Terminal, contracts: readonly ContractView[]): void {
  const troubled = contracts.flatMap(({ id, trouble }) => (trouble === null ? [] : [clean(`${id}: ${trouble}`)]));
  if (troubled.length > 0) terminal.line();
  for (const line of troubled) terminal.line(terminal.paint("red", line));
}

export function printHarmony(terminal: Terminal, { score, gates, sessions, patterns, history }: HarmonyView): void {
  const [before, now] = history.slice(-2);
  const trend = before === undefined || now === undefined ? "" : ` (${before.score} until ${ago(now.at)})`;
  terminal.line(`Harmony: ${terminal.paint(styleOfScore(score), String(score))} of 100${trend}`);
  if (gates.every(({ lastAt }) => lastAt === null)) terminal.line("No output has come through a gate yet.");
  if (gates.length > 0) terminal.line();
  if (gates.length > 0)
    printTable(
      terminal,
      ["gate", "score", "as agreed", "degraded", "violations", "last", "contract"],
      gates.map(({ gate, score: own, checks, lastAt, contract }) => [
        gate,
        { text: String(own), style: styleOfScore(own) },
        String(checks.valid),
        String(checks.degraded),
        String(checks.violation),
        ago(lastAt),
        contract ?? "-",
      ]),
    );
  const worst = sessions.filter((one) => one.score < 100).length;
  if (worst > 0) terminal.line(`\n${counted(worst, "session")} below 100; --json lists them.`);
  if (patterns.length === 0) return;
  terminal.line();
  printPatterns(terminal, patterns);
}

export function printPatterns(terminal: Terminal, patterns: readonly HarmonyPattern[]): void {
  printTable(
    terminal,
    ["pattern", "gate", "in 24 h", "state", "last", "likely", "what"],
    patterns.map((one) => [
      one.id,
      one.gate,
      { text: `${one.count}${one.isCritical ? " critical" : ""}`, style: one.isCritical ? "red" : undefined },
      { text: one.state, style: one.state === "open" ? "yellow" : undefined },
      ago(one.lastAt),
      likely(one),
      `${words(one.kind)}: ${one.path}`,
    ]),
  );
  const [first] = patterns;
  if (first !== undefined)
    terminal.line(`\nchiron contract show ${first.id}   its outputs beside the contract, and what you can do`);
}

/** `newest`: of its outputs, beside the contract; undefined where none was kept. */
export function showPattern(
  terminal: Terminal,
  pattern: HarmonyPatternDetail,
  newest: OutputComparison | undefined,
): void {
  const { id, gate, kind, path, state, status, count, total, firstAt, lastAt, ignored, contract } = pattern;
  terminal.line(`${id}  ${state}  ${clean(`${words(kind)}: ${path}`)} at ${gate}`);
  const times = `${counted(count, "time")} within 24 h, ${total} in all, first ${ago(firstAt)}, last ${ago(lastAt)}`;
  terminal.line(`${status}${pattern.isCritical ? ", critical" : ""}: ${times}. Contract: ${contract}.`);
  if (ignored !== null) terminal.line(clean(`Ignored by ${ignored.by}, ${ago(ignored.at)}: “${ignored.reason}”`));
  if (state === "open") terminal.line(closesWhen(pattern));
  printCauses(terminal, pattern.hypotheses);
  if (newest !== undefined) showComparison(terminal, newest);
  if (pattern.history.length > 0) terminal.line("\nHistory:");
  for (const { at, by, what } of pattern.history) terminal.line(clean(`  ${at}  ${by}  ${what}`));
  terminal.line();
  for (const line of linesOf(pattern.wanted)) terminal.line(line);
}

function closesWhen({ passes, passesNeeded }: HarmonyPattern): string {
  return `It closes once ${counted(passesNeeded, "output")} in a row pass; so far: ${passes}.`;
}

function showComparison(terminal: Terminal, comparison: OutputComparison): void {
  const { id, session, step, chain, contract, output, expected, received } = comparison;
  if (contract !== null) {
    terminal.line("\nThe contract says:");
    printMarked(terminal, contract, ({ line }) => `${String(line).padStart(5)}  `);
  }
  const places = Object.entries({ session, step, chain }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  terminal.line();
  terminal.line(clean(`The newest output (${[id, ...places].join(", ")}):`));
  printMarked(terminal, output, ({ marks }) => (marks.length > 0 ? "> " : "  "));
  terminal.line();
  terminal.line(clean(`expected: ${expected}`));
  terminal.line(clean(`received: ${received}`));
}

function likely({ hypotheses: [first] }: HarmonyPattern): string {
  return first === undefined ? "-" : `${words(first.kind)} (${Math.round(first.confidence * 100)} %)`;
}

function styleOfScore(score: number): Style {
  if (score >= 90) return "green";
  return score >= 60 ? "yellow" : "red";
}
