import { broken, defineLanguage, foreign, healthy, type ParseResult } from "../language.ts";
import { faultsOf, isFaultless, openTreeParser, parsePatiently } from "../tree-sitter.ts";
import { rustfmtSays } from "./rustfmt.ts";

export const rust = defineLanguage({
  name: "rust",
  extensions: ["rs"],
  shape: curlyShape({ lifetimes: true, rustRawStrings: true, multiLineStrings: true, nestedComments: true }),
  open: async () => {
    const parser = await openTreeParser("rust");
    const treeSays = (text: string): ParseResult => {
      const plain = text.replace(/^\uFEFF/, "");
      if (isFaultless(parser, plain)) return healthy;
      const tree = parsePatiently(parser, plain);
      if (tree === null) return broken({ line: 1, column: 1, message: "not understood" });
      try {
        const faults = faultsOf(tree.rootNode);
        if (faults.length === 0) return healthy;
        return /^\s*(\{\{|\{%)/m.test(text) ? foreign("a template from which Rust is made") : broken(...faults);
      } finally {
        tree.delete();
      }
    };
    return {
      quick: (text) => (isFaultless(parser, text) ? healthy : broken({ line: 1, column: 1, message: "not understood" })),
      // The grammar does not know every corner of the language. The compiler's own parser does, where it is at hand.
      parse: (text) => {
        const result = treeSays(text);
        return result.ok ? result : (rustfmtSays(text) ?? result);
      },
      confirm: (text) => rustfmtSays(text) ?? healthy,
    };
  },
});
