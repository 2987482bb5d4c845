/** Small pieces of plain text that all messages are made of. */
import { formatDuration, type Incident, type Values } from "#core/model";

const longestLine = 400;
const mostValues = 12;

/**
 * One line of printable text. What a probe, a log line or a program said can hold anything: line breaks that fake a further
 * line of the message, or sequences that take over a terminal.
 */
export function oneLine(text: string, longest = longestLine): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}

/** `2026-01-01 12:00:03 UTC` */
export function at(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function since(incident: Incident): string {
  const forMs = (incident.endedAt ?? incident.updatedAt) - incident.since;
  return forMs < 1_000
    ? at(incident.since)
    : `${at(incident.since)} (${formatDuration(forMs)} ago when this was written)`;
}

/** `running=false, pid=7`: the values that the detection rests on. */
export function valuesLine(values: Values): string {
  const named = Object.entries(values).filter(([, value]) => value !== null);
  const shown = named
    .slice(0, mostValues)
    .map(([name, value]) => `${oneLine(name, 60)}=${oneLine(String(value), 120)}`);
  const more = named.length > mostValues ? `, and ${named.length - mostValues} more` : "";
  return shown.join(", ") + more;
}

/** Whether it can stand in a shell word without quoting; what cannot is never printed as part of a command. */
export function isShellWord(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** Commands with what each does, in two columns. */
export function commands(list: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...list.map(([command]) => command.length));
  return list.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join("\n");
}
