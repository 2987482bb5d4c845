/** A contract as it is read, and an output as it differs from one. */
import type { ContractLint, FormatLint, LintLine } from "#contract";
import type { ContractCheck, Finding } from "#core/model";
import { clean, type Terminal } from "./terminal.ts";
import { counted } from "./words.ts";

type Remark = FormatLint["remarks"][number];

export function printLint(terminal: Terminal, file: string, lint: ContractLint): void {
  const version = lint.version === null ? "no version" : `version ${clean(lint.version)}`;
  terminal.line(terminal.paint("bold", `${clean(lint.title ?? file)} (${version})`));
  for (const format of lint.formats) printFormat(terminal, file, format);
  if (lint.events.length > 0) {
    terminal.line();
    terminal.line(terminal.paint("bold", "Events"));
    printLines(terminal, file, "enforced", lint.events);
  }
  if (lint.remarks.length > 0) terminal.line();
  for (const remark of lint.remarks) printRemark(terminal, file, remark);
  const { enforced, advisory, notUnderstood, notEnforced } = lint.counts;
  const parts = [
    `${enforced} enforced`,
    `${advisory} advisory`,
    `${notEnforced} not enforced`,
    `${notUnderstood} not understood`,
  ];
  terminal.line();
  terminal.line(
    `${counted(lint.formats.length, "format")}, ${counted(lint.events.length, "event")}: ${parts.join(", ")}.`,
  );
}

function printFormat(terminal: Terminal, file: string, format: FormatLint): void {
  const { id, title, priority, gates, producer, line } = format;
  const facts = [
    priority === null ? "no priority" : `P${priority}`,
    ...(gates.length > 0 ? [`gate ${gates.join(", ")}`] : []),
    ...(producer === null ? [] : [`from ${producer}`]),
  ];
  terminal.line();
  terminal.line(
    `${terminal.paint("bold", clean(`Format ${id}: ${title}`))} (${clean(facts.join(", "))}), line ${line}`,
  );
  printLines(terminal, file, "enforced", format.enforced);
  printLines(terminal, file, "advisory", format.advisory);
  for (const remark of format.remarks) printRemark(terminal, file, remark);
}

function printLines(terminal: Terminal, file: string, head: "enforced" | "advisory", lines: readonly LintLine[]): void {
  const style = head === "enforced" ? "green" : "cyan";
  for (const { line, text } of lines)
    terminal.line(
      `  ${terminal.paint(style, head.padEnd(14))}  ${clean(text)}  ${terminal.paint("dim", placeOf(file, line))}`,
    );
}

function printRemark(terminal: Terminal, file: string, { kind, line, message }: Remark): void {
  const style = kind === "assumed" ? "cyan" : "yellow";
  const head = terminal.paint(style, kind.replace("_", " ").padEnd(14));
  terminal.line(`  ${head}  ${clean(message)}  ${terminal.paint("dim", placeOf(file, line))}`);
}

export function printCheck(
  terminal: Terminal,
  file: string,
  { status, format, version, findings }: ContractCheck,
): void {
  const style = status === "valid" ? "green" : status === "degraded" ? "yellow" : "red";
  const of = format === null ? "" : `, format ${clean(format)}`;
  const against = version === null ? "" : `, contract ${clean(version)}`;
  terminal.line(`${clean(file)}: ${terminal.paint(style, status)}${of}${against}`);
  for (const finding of findings) printFinding(terminal, file, finding);
}

function printFinding(
  terminal: Terminal,
  file: string,
  { kind, path, expected, received, line, advisory }: Finding,
): void {
  const head = `${kind.replaceAll("_", " ")}${advisory ? " (advisory)" : ""}`;
  const where = line === null ? "" : `  ${terminal.paint("dim", placeOf(file, line))}`;
  terminal.line(
    `  ${terminal.paint(advisory ? "cyan" : "yellow", head)}  ${terminal.paint("bold", clean(path))}${where}`,
  );
  terminal.line(`    expected: ${clean(expected)}`);
  terminal.line(`    received: ${clean(received)}`);
}

function placeOf(file: string, line: number): string {
  return clean(`${file}:${line}`);
}
