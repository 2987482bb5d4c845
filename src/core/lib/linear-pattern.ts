/** Regular expressions from outside, on a linear-time engine: no pattern can hang us (RE2 syntax, no back-references). */
import { createRequire } from "node:module";
import type { RE2JS } from "re2js";
import { ChironError, messageOf } from "#core/model";

export interface LinearPattern {
  readonly source: string;
  test(text: string): boolean;
  /** The first group of the first match, or the whole match when there is no group; undefined without a match. */
  first(text: string): string | undefined;
}

const longestPattern = 1_000;
const require = createRequire(import.meta.url);

/** Throws ChironError("bad_config") for what is not a pattern. */
export function linearPattern(source: string): LinearPattern {
  if (source.length > longestPattern) {
    throw new ChironError("bad_config", `the pattern is longer than ${longestPattern} characters`);
  }
  let compiled: RE2JS;
  try {
    // Loaded with the first pattern; most configurations have none, and it takes 2 MB.
    compiled = (require("re2js") as typeof import("re2js")).RE2JS.compile(source);
  } catch (error) {
    throw new ChironError("bad_config", `the pattern ${JSON.stringify(source)} cannot be read: ${messageOf(error)}`, {
      help: "Patterns follow RE2: no back-references and no look-around.",
    });
  }
  return {
    source,
    test: (text) => compiled.matcher(text).find(),
    first(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
    },
  };
}
