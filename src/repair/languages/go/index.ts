import { renewed } from "../formatter.ts";
import { broken, defineLanguage, foreign, healthy, messageOf, type ParseResult } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";
import { faultsOf, openTreeParser } from "../tree-sitter.ts";

/** Comments, then the clause with which each file of Go begins. The formatter takes fragments as well, which are no files. */
const BEGINNING = /^\uFEFF?(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
const PLACE = /^(?:[^\n:]*:)?(\d+):(\d+): (.*)/;

export const go = defineLanguage({
  name: "go",
  extensions: ["go"],
  shape: curlyShape({ rawStrings: ["`"], marks: [",", ":"] }),
  open: async () => {
    const { format: binding } = await import("@wasm-fmt/gofmt/gofmt_binding.js");
    const format = renewed("@wasm-fmt/gofmt/wasm", binding);
    let tree: Awaited<ReturnType<typeof openTreeParser>> | undefined;
    /** For what is nested deeper than the small stack of that parser. */
    const treeSays = async (text: string): Promise<ParseResult> => {
      tree ??= await openTreeParser("go");
      const parsed = tree.parse(text);
      const faults = parsed === null ? [] : faultsOf(parsed.rootNode);
      parsed?.delete();
      return faults.length === 0 ? healthy : broken(...faults);
    };
    const parse = async (text: string): Promise<ParseResult> => {
      const start = BEGINNING.exec(text)?.[0].length ?? 0;
      if (!/^package\b/.test(text.slice(start))) {
        if (/\{\{/.test(text)) return foreign("a template from which Go is made");
        const line = text.slice(0, start).split("\n").length;
        return broken({ line, column: 1, message: "expected 'package'" });
      }
      try {
        // go/format is what gofmt runs; its parser is the compiler's. What it prints is of no use here.
        return format(text) === undefined ? await treeSays(text) : healthy;
      } catch (error) {
        if (/^\s*\{\{/m.test(text)) return foreign("a template from which Go is made");
        return broken(faultOf(messageOf(error)));
      }
    };
    return { parse };
  },
});

function faultOf(message: string): { line: number; column: number; message: string } {
  const [, line = "1", column = "1", what = message] = PLACE.exec(message) ?? [];
  return { line: Number(line), column: Number(column), message: what };
}
