/** Expressions over what a webhook sends: `body` (its JSON), `headers`, `query`, `item` (one of `each`), `now`. */
import { ChironError } from "#core/model";
import { build, type Given, summaryOf } from "./build.ts";
import { mappingVocabulary } from "./environment.ts";

interface MappingFacts {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly item: unknown;
  readonly now: number;
}

interface Mapping {
  /** Throws ChironError("bad_request") when it cannot be evaluated, or gives something else than is wanted. */
  evaluate(facts: MappingFacts): unknown;
}

/** What is wrong with it, or undefined. */
export function checkMapping(source: string, gives: Given): string | undefined {
  const built = build(source, mappingVocabulary, gives);
  if (built.ok) return undefined;
  const { message, suggestion } = built.problem;
  return suggestion === undefined ? message : `${message}; ${suggestion}`;
}

const compiled = new Map<string, Mapping>();
const mostCompiled = 1_000;

/** Throws ChironError("bad_config") for what `checkMapping` finds wrong. */
export function compileMapping(source: string, gives: Given): Mapping {
  const key = `${gives} ${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const mapping = compile(source, gives);
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(key, mapping);
  return mapping;
}

function compile(source: string, gives: Given): Mapping {
  const built = build(source, mappingVocabulary, gives);
  if (!built.ok)
    throw new ChironError("bad_config", `the expression ${JSON.stringify(source)} ${built.problem.message}`);
  const { parsed } = built;
  return {
    evaluate(facts) {
      let value: unknown;
      try {
        value = parsed(facts);
      } catch (error) {
        throw new ChironError("bad_request", `it has nothing for ${JSON.stringify(source)}: ${summaryOf(error)}`);
      }
      if (gives === "dyn" || (gives === "list" ? Array.isArray(value) : typeof value === kindOf[gives])) return value;
      throw new ChironError("bad_request", `${JSON.stringify(source)} gives no ${words[gives]} here`);
    },
  };
}

const kindOf = { bool: "boolean", string: "string" } as const;
const words = { bool: "true or false", string: "text", list: "list" } as const;
