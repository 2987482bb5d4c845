import { broken, defineLanguage, foreign, healthy, type ParseResult } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";
import { faultsOf, isFaultless, openTreeParser, parsePatiently } from "../tree-sitter.ts";
import { rustfmtSays } from "./rustfmt.ts";

const TEMPLATE = /^\s*(\{\{|\{%)/m;
const unclear = { line: 1, column: 1, message: "not understood" };

export const rust = defineLanguage({
  name: "rust",
  extensions: ["rs"],
  shape: curlyShape({ lifetimes: true, rustRawStrings: true, multiLineStrings: true, nestedComments: true }),
  open: async () => {
    const parser = await openTreeParser("rust");
    const treeSays = (text: string): ParseResult => {
      const tree = parsePatiently(parser, text);
      if (tree === null) return broken(unclear);
      const faults = faultsOf(tree.rootNode);
      tree.delete();
      return broken(...(faults.length > 0 ? faults : [unclear]));
    };
    return {
      quick: (text) => (isFaultless(parser, text) ? healthy : broken(unclear)),
      // The grammar does not know every corner of the language. The compiler's own parser does, where it is at hand.
      parse: (text) => {
        const plain = text.replace(/^\uFEFF/, "");
        if (isFaultless(parser, plain)) return healthy;
        if (TEMPLATE.test(text)) return foreign("a template from which Rust is made");
        return rustfmtSays(plain) ?? treeSays(plain);
      },
      confirm: (text) => rustfmtSays(text) ?? healthy,
    };
  },
});
