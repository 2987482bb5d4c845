/** What is known of one gate: its patterns, its last outputs, and how its score went. Changed by the ledger alone. */
import type { ScoreAt } from "./history.ts";
import { keep, type LetGo } from "./limits.ts";
import {
  afterPasses,
  afterViolation,
  type CheckedOutput,
  concerns,
  newPattern,
  type Pattern,
  patternKey,
} from "./pattern.ts";
import { type Recent, shareOf, withOutput } from "./recent.ts";
import { countAt } from "./window.ts";

export interface Gate {
  readonly patterns: Map<string, Pattern>;
  recent: Recent;
  /** Outputs that were valid, by format. */
  readonly passed: Map<string | null, number>;
  letGo: LetGo;
  history: readonly ScoreAt[];
  lastAt: number;
}

/** One pattern before and after an output; `before` is undefined for a new one. */
export interface Step {
  /** Of the pattern, in its gate. */
  readonly key: string;
  readonly before: Pattern | undefined;
  readonly after: Pattern;
}

export function newGate(): Gate {
  return {
    patterns: new Map(),
    recent: [],
    passed: new Map(),
    letGo: { patterns: 0, violations: 0 },
    history: [],
    lastAt: Number.NEGATIVE_INFINITY,
  };
}

export function noteOutput(gate: Gate, output: CheckedOutput, now: number): readonly Step[] {
  const enforced = output.findings.filter(({ advisory }) => !advisory);
  // Several findings of one output at one place are one violation of the pattern.
  const byKey = new Map(enforced.map((finding) => [patternKey(finding), finding]));
  const findings = [...byKey].slice(0, keep.findingsPerOutput);
  const outputs = findings.length === 0 ? (output.outputs ?? 1) : 1;
  gate.recent = withOutput(gate.recent, {
    format: output.format,
    outputs,
    keys: new Set(findings.map(([key]) => key)),
  });
  gate.lastAt = Math.max(gate.lastAt, output.at);
  gate.letGo = { ...gate.letGo, violations: gate.letGo.violations + byKey.size - findings.length };
  const steps: Step[] = [];
  for (const [key, finding] of findings) {
    const before = gate.patterns.get(key);
    const start = before ?? newPattern(output, finding, gate.passed.get(output.format) ?? 0);
    const recent = shareOf(gate.recent, key, [...start.formats, output.format]);
    const after = afterViolation(start, output, finding, recent, now);
    gate.patterns.set(key, after);
    steps.push({ key, before, after });
  }
  for (const [key, before] of gate.patterns) {
    if (byKey.has(key) || !concerns(before, output)) continue;
    const after = afterPasses(before, outputs, output.at);
    gate.patterns.set(key, after);
    steps.push({ key, before, after });
  }
  if (enforced.length === 0) notePassed(gate, output.format, outputs);
  return steps;
}

function notePassed({ passed }: Gate, format: string | null, outputs: number): void {
  if (passed.has(format) || passed.size < keep.patternsPerGate) passed.set(format, (passed.get(format) ?? 0) + outputs);
}

/** Lets go of what is too much, and returns it. */
export function letGo(gate: Gate, now: number): readonly Pattern[] {
  const gone: Pattern[] = [];
  while (gate.patterns.size > keep.patternsPerGate) {
    const [key, pattern] = leastOf(gate.patterns, now);
    if (key === undefined || pattern === undefined) break;
    gate.patterns.delete(key);
    gate.letGo = { patterns: gate.letGo.patterns + 1, violations: gate.letGo.violations + pattern.total };
    gone.push(pattern);
  }
  return gone;
}

/** Closed ones go first, then those seen least, then those seen longest ago. What was added last stays: it could not become frequent otherwise. */
function leastOf(patterns: ReadonlyMap<string, Pattern>, now: number): readonly [string, Pattern] | readonly [] {
  let least: readonly [string, Pattern, readonly number[]] | undefined;
  const newest = [...patterns.keys()].at(-1);
  for (const [key, pattern] of patterns) {
    const { state } = pattern.decision;
    if (state === "ignored" || state === "healing" || key === newest) continue;
    const rank = [state === "closed" ? 0 : 1, countAt(pattern.occurrences, now), pattern.lastAt];
    if (least === undefined || isBelow(rank, least[2])) least = [key, pattern, rank];
  }
  return least ? [least[0], least[1]] : [];
}

function isBelow(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, index) => value !== b[index]);
  return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0);
}
