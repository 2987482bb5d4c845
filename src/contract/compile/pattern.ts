/**
 * Regular expressions of a contract, on an engine whose time grows with the length of the text alone (re2js). What that engine
 * cannot express, and what would be too large for it, is not enforced, and said.
 */
import { createRequire } from "node:module";
import type { RE2JS } from "re2js";
import { ChironError, messageOf } from "#core/model";
import type { Pattern } from "../read/index.ts";

const longestPattern = 1_000;
/** In instructions: such a pattern is still searched for in a text of a hundred thousand characters within some milliseconds. */
const largestProgram = 2_000;
/** Instructions times characters, for the engine's slowest way. */
const mostWork = 40_000_000;
const require = createRequire(import.meta.url);

export interface CompiledPattern {
  readonly literal: string;
  /** Throws ChironError("too_large") where the pattern is too large for so long a text. */
  test(text: string): boolean;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: CompiledPattern }
  | { readonly ok: false; readonly problem: string };

export function compilePattern({ source, flags }: Pattern): PatternResult {
  return compileExpression(source, flags);
}

export function compileExpression(source: string, flags: string): PatternResult {
  const literal = `/${source}/${flags}`;
  if (source.length > longestPattern) return refused(`it is longer than ${longestPattern} characters`);
  const beyond = beyondLinear(source);
  if (beyond !== null) return refused(`${beyond} cannot be decided in linear time`);
  try {
    const { RE2JS: engine } = require("re2js") as typeof import("re2js");
    const compiled: RE2JS = engine.compile(engine.translateRegExp(source), flagsOf(flags, engine));
    const size = compiled.programSize();
    if (size > largestProgram) return refused("its repetitions make it too large");
    return { ok: true, pattern: { literal, test: (text) => search(compiled, size, literal, text) } };
  } catch (error) {
    return refused(`it cannot be read: ${messageOf(error)}`);
  }
}

function search(compiled: RE2JS, size: number, literal: string, text: string): boolean {
  if (size * text.length > mostWork)
    throw new ChironError(
      "too_large",
      `the pattern ${literal} is too large for an output of ${text.length} characters`,
      {
        help: "Name the format with the output, make the pattern smaller, or send less.",
      },
    );
  return compiled.test(text);
}

function refused(problem: string): PatternResult {
  return { ok: false, problem };
}

function flagsOf(flags: string, engine: typeof RE2JS): number {
  const bit = (letter: string, flag: number) => (flags.includes(letter) ? flag : 0);
  return bit("i", engine.CASE_INSENSITIVE) | bit("m", engine.MULTILINE) | bit("s", engine.DOTALL);
}

/** What RE2 has no way for; it would take some of it for something else. */
function beyondLinear(source: string): string | null {
  let isClass = false;
  for (let index = 0; index < source.length; index++) {
    const rest = source.slice(index, index + 4);
    if (rest.startsWith("\\")) {
      if (!isClass && /^\\(?:[1-9]|k<)/.test(rest)) return "a back-reference";
      index++;
    } else if (rest.startsWith("[")) isClass = true;
    else if (rest.startsWith("]")) isClass = false;
    else if (!isClass && /^\(\?(?:=|!|<=|<!)/.test(rest)) return "a look-around";
  }
  return null;
}
