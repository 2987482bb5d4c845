/**
 * JavaScript by two parsers. Acorn keeps to the standard and finds what TypeScript's parser lets pass (a `const` without a value, a
 * name declared twice); TypeScript's knows what is written and not yet standard (JSX, decorators, types behind a build step).
 */

import type * as acorn from "acorn";
import type ts from "typescript";
import { broken, defineLanguage, foreign, healthy, type ParseResult, type SyntaxFault } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";
import { parseScript } from "../script.ts";
import { isBeyondStandard } from "./beyond.ts";

const MODULE = /^\s*(import|export)\b|\bimport\.meta\b/m;
const TEMPLATE = /^\s*(\{\{|\{%|<%|<\?php)/m;
const FLOW = /^\s*(?:\/\/|\/?\*+|#!).*@flow\b/m;

export const javascript = defineLanguage({
  name: "javascript",
  extensions: ["js", "mjs", "cjs", "jsx"],
  shape: curlyShape({ templates: true, regularExpressions: true }),
  open: async () => {
    const standard = await import("acorn");
    // Loaded when the first file needs it: most do not.
    let compiler: typeof ts | undefined;
    return {
      parse: async (text, path) => {
        const first = parseStandard(standard, text, path);
        if (first === undefined) return healthy;
        compiler ??= (await import("typescript")).default;
        return secondOpinion(compiler, text, first);
      },
    };
  },
});

/** As a module or as a script, whichever it looks like first; the fault of the first when neither will do. */
function parseStandard(standard: typeof acorn, text: string, path: string): SyntaxFault | undefined {
  const isModule = path.endsWith(".mjs") || (!path.endsWith(".cjs") && MODULE.test(text));
  const first = faultOf(standard, text, isModule ? "module" : "script");
  if (first === undefined) return undefined;
  return faultOf(standard, text, isModule ? "script" : "module") === undefined ? undefined : first;
}

function faultOf(standard: typeof acorn, text: string, sourceType: "module" | "script"): SyntaxFault | undefined {
  try {
    standard.parse(text, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: sourceType === "module",
      allowSuperOutsideMethod: true,
      allowImportExportEverywhere: false,
      // A `#field` of a class is checked by the class; in a fragment it is none of ours.
      checkPrivateFields: false,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc, message } = error as SyntaxError & { loc: { line: number; column: number } };
    return { line: loc.line, column: loc.column + 1, message: message.replace(/ \(\d+:\d+\)$/, "") };
  }
}

function secondOpinion(compiler: typeof ts, text: string, first: SyntaxFault): ParseResult {
  const { source, errors } = parseScript(compiler, text, compiler.ScriptKind.JSX);
  if (errors.length > 0) {
    if (FLOW.test(text.slice(0, 2_000))) return foreign("JavaScript with Flow's types");
    return TEMPLATE.test(text) ? foreign("a template from which JavaScript is made") : broken(first, ...errors);
  }
  // TypeScript's parser is content. Where it had to read what the standard does not know, it is the one that is right.
  return isBeyondStandard(compiler, source) ? healthy : broken(first);
}
