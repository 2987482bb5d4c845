/**
 * What a condition may speak of:
 * `reading` {target, probe, takenAt, available, values, latencyMs, error}, `readings` (by probe id, or kind), `target` {id, kind, criticality,
 * autonomy, group, owner, settings}, `baseline` {latencyMs, recentMs, samples, chanceFactor} (what is normal for the probe of the reading),
 * `thresholds` (numbers by name), `now` (ms since the epoch). Symptoms and the `when` of a strategy may speak of two more: `checks` (by
 * name: {ok, finding, values}, where `ok` is null when it could not be told), and `anomalies`, what was found wrong lately, here and
 * elsewhere: a list of {type, target, severity, ageMs, open, relation} with relation self, dependency, dependent, group or other.
 */
import { Environment } from "@marcbachmann/cel-js";
import type { LinearPattern } from "../linear-pattern.ts";

export const readingFields = {
  target: "string",
  probe: "string",
  takenAt: "double",
  available: "bool",
  values: "map<string, dyn>",
  latencyMs: "double",
  error: "string",
} as const;

export const targetFields = {
  id: "string",
  kind: "string",
  criticality: "string",
  autonomy: "string",
  group: "string",
  owner: "string",
  settings: "map<string, dyn>",
} as const;

export const baselineFields = {
  latencyMs: "double",
  recentMs: "double",
  samples: "double",
  chanceFactor: "double",
} as const;

export const checkFields = ["ok", "finding", "values"] as const;

/** Takes the place of the library's `matches`, which runs on JavaScript's regular expressions: a pattern can hang these for ever. */
export const linearMatches = "matchesInLinearTime";

/** Far more than any rule needs. */
const limits = { maxAstNodes: 500, maxDepth: 50, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 10 };

/** What conditions of one purpose may speak of. */
export interface Vocabulary {
  readonly variables: readonly string[];
  /** The fields of those variables that have fixed ones. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A fresh one (half a millisecond), since it knows exactly the given patterns. */
  createEnvironment(patterns: ReadonlyMap<string, LinearPattern>): Environment;
}

/** For rules and runbooks. */
export const readingVocabulary: Vocabulary = {
  variables: ["reading", "readings", "target", "baseline", "thresholds", "checks", "anomalies", "now"],
  fields: { target: targetFields, baseline: baselineFields },
  createEnvironment: (patterns) =>
    commonEnvironment(patterns)
      .registerVariable({ name: "reading", schema: readingFields })
      .registerVariable("readings", "map<string, dyn>")
      .registerVariable({ name: "target", schema: targetFields })
      .registerVariable({ name: "baseline", schema: baselineFields })
      .registerVariable("thresholds", "map<string, double>")
      .registerVariable("checks", "map<string, map<string, dyn>>")
      .registerVariable("anomalies", "list<map<string, dyn>>")
      .registerVariable("now", "double"),
};

/** Of variables whose fields are all fixed. */
export function vocabularyOf(fields: Vocabulary["fields"]): Vocabulary {
  return {
    variables: Object.keys(fields),
    fields,
    createEnvironment(patterns) {
      const environment = commonEnvironment(patterns);
      for (const [name, schema] of Object.entries(fields)) environment.registerVariable({ name, schema });
      return environment;
    },
  };
}

/** For what a webhook sends: nothing of it has a type before it is there. */
export const mappingVocabulary: Vocabulary = {
  variables: ["body", "headers", "query", "item", "now"],
  fields: {},
  createEnvironment: (patterns) =>
    commonEnvironment(patterns)
      .registerVariable("body", "dyn")
      .registerVariable("item", "dyn")
      .registerVariable("headers", "map<string, string>")
      .registerVariable("query", "map<string, string>")
      .registerVariable("now", "double"),
};

function commonEnvironment(patterns: ReadonlyMap<string, LinearPattern>): Environment {
  const environment = new Environment({ limits }).registerFunction(
    `string.${linearMatches}(string): bool`,
    (text: string, pattern: string) => patterns.get(pattern)?.test(text) === true,
  );
  return withMixedNumbers(environment);
}

/**
 * Every number that was measured is a double, and people write 1000, not 1000.0. Without these such a condition would be
 * unknown for ever, and nobody would see it before it is needed.
 */
function withMixedNumbers(environment: Environment): Environment {
  return (
    environment
      .registerOperator("double + int: double", (a: number, b: bigint) => a + Number(b))
      .registerOperator("double - int: double", (a: number, b: bigint) => a - Number(b))
      .registerOperator("double * int: double", (a: number, b: bigint) => a * Number(b))
      .registerOperator("double / int: double", (a: number, b: bigint) => a / Number(b))
      .registerOperator("double % int: double", (a: number, b: bigint) => a % Number(b))
      .registerOperator("double % double: double", (a: number, b: number) => a % b)
      .registerOperator("int + double: double", (a: bigint, b: number) => Number(a) + b)
      .registerOperator("int - double: double", (a: bigint, b: number) => Number(a) - b)
      .registerOperator("int * double: double", (a: bigint, b: number) => Number(a) * b)
      .registerOperator("int / double: double", (a: bigint, b: number) => Number(a) / b)
      // Equality holds in both directions, and stands for != as well.
      .registerOperator("int == double: bool", (a: bigint | number, b: number | bigint) => Number(a) === Number(b))
  );
}
