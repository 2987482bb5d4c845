/** The smaller parts that sentences are made of. */
import type { Note, PlanStep, Rehearsal, Severity, Tier, Verdict } from "#core/model";

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** `1 step`, `3 steps` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Measured values and inputs as `running false, pid 4711`; objects as JSON, but services by their target's name. */
export function tellValues(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${tellValue(value)}`)
    .join(", ");
}

function tellValue(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return isService(value) ? value.target : JSON.stringify(value);
}

/** All of it stands in the configuration; its environment may hold what not everybody should read. */
function isService(value: unknown): value is { readonly target: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "command" in value &&
    "target" in value &&
    typeof value.target === "string"
  );
}

function quoted(text: string): string {
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text);
}

/** How a process ended. */
export function tellExit(code: number | null, signal: string | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  if (code === null) return "ended";
  return code === 0 ? "ended by itself, without an error" : `ended by itself with exit code ${code}`;
}

/** Ends a clause as a sentence, unless it has an end already. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const whole = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

export function tierWords(tier: Tier): string {
  return { 0: "silently", 1: "with a notice", 2: "by asking for an approval", 3: "by paging a human" }[tier];
}

export function severityWords(severity: Severity): string {
  return severity === "critical" ? "critical" : `${severity} severity`;
}

/** The notes that decided a verdict; those that only inform stand in its record. */
export function decisiveNotes({ notes }: Verdict): readonly Note[] {
  return notes.filter((note) => note.severity !== "inform");
}

export function tellSteps(steps: readonly (PlanStep | Rehearsal)[]): string {
  return steps.map(({ action }) => action).join(", then ");
}
