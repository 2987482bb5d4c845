import type ts from "typescript";
import { broken, defineLanguage, foreign, healthy, type ParseResult } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";
import { parseScript } from "../script.ts";

/** Other things are called .ts, too: Qt's translations, and films. */
const TRANSLATION = /^\uFEFF?\s*<(\?xml|!DOCTYPE TS|TS\b)/;

export const typescript = defineLanguage({
  name: "typescript",
  extensions: ["ts", "tsx", "mts", "cts"],
  shape: curlyShape({ templates: true, regularExpressions: true }),
  open: async () => {
    const { default: compiler } = await import("typescript");
    return { parse: (text, path) => parseTypeScript(compiler, text, path) };
  },
});

function parseTypeScript(compiler: typeof ts, text: string, path: string): ParseResult {
  if (TRANSLATION.test(text)) return foreign("a translation file of Qt, not TypeScript");
  const kind = path.endsWith(".tsx") ? compiler.ScriptKind.TSX : compiler.ScriptKind.TS;
  const { errors } = parseScript(compiler, text, kind);
  return errors.length === 0 ? healthy : broken(...errors);
}
