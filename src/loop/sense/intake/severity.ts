/** The words for severity that are in use elsewhere. */
import type { Severity } from "#core/model";

const words: Readonly<Record<string, Severity>> = {
  critical: "critical",
  crit: "critical",
  page: "critical",
  emergency: "critical",
  fatal: "critical",
  disaster: "critical",
  high: "high",
  error: "high",
  major: "high",
  average: "medium",
  medium: "medium",
  warning: "medium",
  warn: "medium",
  minor: "medium",
  low: "low",
  info: "low",
  information: "low",
  informational: "low",
  notice: "low",
  none: "low",
};

/** Undefined for a word that means nothing here. */
export function severityOf(word: unknown): Severity | undefined {
  if (typeof word !== "string") return undefined;
  const key = word.toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
