import { broken, defineLanguage, foreign, healthy, type ParseResult } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";
import { faultsOf, openTreeParser } from "../tree-sitter.ts";
import { rustfmtSays } from "./rustfmt.ts";

export const rust = defineLanguage({
  name: "rust",
  extensions: ["rs"],
  shape: curlyShape({ lifetimes: true, rustRawStrings: true, multiLineStrings: true, nestedComments: true }),
  open: async () => {
    const parser = await openTreeParser("rust");
    const treeSays = (text: string): ParseResult => {
      const tree = parser.parse(text.replace(/^\uFEFF/, ""));
      if (tree === null) return healthy;
      try {
        const faults = faultsOf(tree.rootNode);
        if (faults.length === 0) return healthy;
        return /^\s*(\{\{|\{%)/m.test(text) ? foreign("a template from which Rust is made") : broken(...faults);
      } finally {
        tree.delete();
      }
    };
    return {
      quick: treeSays,
      // The grammar does not know every corner of the language. The compiler's own parser does, where it is at hand.
      parse: (text) => {
        const result = treeSays(text);
        return result.ok ? result : (rustfmtSays(text) ?? result);
      },
      confirm: (text) => rustfmtSays(text) ?? healthy,
    };
  },
});
