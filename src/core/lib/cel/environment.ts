/**
 * What a condition may speak of:
 * `reading` {target, probe, takenAt, available, values, latencyMs, error}, `readings` (by probe kind), `target` {id, kind, criticality,
 * autonomy, group, settings}, `thresholds` (numbers by name), `now` (ms since the epoch). Numbers are doubles: write `x + 1.0`.
 */
import { type ASTNode, Environment, serialize } from "@marcbachmann/cel-js";
import { type LinearPattern, linearPattern } from "../linear-pattern.ts";

const limits = { maxAstNodes: 500, maxDepth: 50, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 10 };
const patternsKept = 200;

export function createEnvironment(): Environment {
  const patterns = new Map<string, LinearPattern>();
  const patternOf = (source: string): LinearPattern => {
    let pattern = patterns.get(source);
    if (pattern === undefined) {
      pattern = linearPattern(source);
      if (patterns.size >= patternsKept) patterns.clear();
      patterns.set(source, pattern);
    }
    return pattern;
  };
  return new Environment({ limits })
    .registerVariable({
      name: "reading",
      schema: {
        target: "string",
        probe: "string",
        takenAt: "double",
        available: "bool",
        values: "map<string, dyn>",
        latencyMs: "double",
        error: "string",
      },
    })
    .registerVariable("readings", "map<string, dyn>")
    .registerVariable({
      name: "target",
      schema: {
        id: "string",
        kind: "string",
        criticality: "string",
        autonomy: "string",
        group: "string",
        settings: "map<string, dyn>",
      },
    })
    .registerVariable("thresholds", "map<string, double>")
    .registerVariable("now", "double")
    .registerFunction("string.linearMatches(string): bool", (text: string, source: string) =>
      patternOf(source).test(text),
    );
}

/**
 * The library's own `matches` runs on JavaScript's regular expressions, which a pattern can hang for ever. Every use of it is
 * renamed to ours, which is linear.
 */
export function withLinearMatches(ast: ASTNode): string {
  rename(ast);
  return serialize(ast);
}

function rename(node: unknown): void {
  if (Array.isArray(node)) {
    for (const inner of node) rename(inner);
    return;
  }
  if (node === null || typeof node !== "object" || !("op" in node) || !("args" in node)) return;
  const { op, args } = node as { op: string; args: unknown };
  if (op === "rcall" && Array.isArray(args) && args[0] === "matches") args[0] = "linearMatches";
  rename(args);
}
