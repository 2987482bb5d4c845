import { broken, defineLanguage, foreign, healthy, messageOf } from "../language.ts";
import { curlyShape } from "../lexis/index.ts";

const TEMPLATE = /\{\{|\{%|<%|^\s*\/\/|^\s*\$[\w-]+\s*:/m;

/**
 * A browser reads on after any fault and drops what it did not understand; so what is broken is a matter of decision. Ours is
 * PostCSS's, which most build steps run: an unclosed block, bracket, string or comment, and words that are neither rule nor declaration.
 */
export const css = defineLanguage({
  name: "css",
  extensions: ["css"],
  shape: curlyShape({
    lineComments: [],
    words: /[\w\u0080-\uFFFF$@#%!*-][\w\u0080-\uFFFF$%-]*/y,
  }),
  open: async () => {
    const { CssSyntaxError, parse } = await import("postcss");
    return {
      parse: (text) => {
        try {
          parse(text, { map: false });
          return healthy;
        } catch (error) {
          if (!(error instanceof CssSyntaxError)) return broken({ line: 1, column: 1, message: messageOf(error) });
          if (TEMPLATE.test(text)) return foreign("written in another language from which CSS is made");
          return broken({ line: error.line ?? 1, column: error.column ?? 1, message: error.reason });
        }
      },
    };
  },
});
