/**
 * HTML is read by rules that know no failure, so what is broken is a matter of decision. Ours: a tag, an attribute, a comment or a script
 * that the end of the file cuts off; an end tag without its beginning; an element that is left open although its end tag may not be
 * left out. What the standard lets one omit (`</p>`, `</li>`) is no fault.
 */

import { broken, defineLanguage, foreign, healthy, type ParseResult, type SyntaxFault } from "../language.ts";
import { htmlShape } from "../lexis/index.ts";
import { balanceFaults, tagsOf } from "./balance.ts";

const TEMPLATE = /\{\{|\{%|<%|<\?(php|=)|\$\{|@(if|for|foreach)\b|<#|\[%/;

/** Errors of the standard's own tokenizer after which something of the text is lost. */
const LOSING = new Set([
  "eof-before-tag-name",
  "eof-in-tag",
  "eof-in-comment",
  "eof-in-cdata",
  "eof-in-doctype",
  "eof-in-script-html-comment-like-text",
  "eof-in-element-that-can-contain-only-text",
  "unexpected-character-in-attribute-name",
]);

export const html = defineLanguage({
  name: "html",
  extensions: ["html", "htm", "xhtml"],
  shape: htmlShape,
  open: async () => {
    const { parse: build } = await import("parse5");
    const parse = (text: string): ParseResult => {
      const faults: SyntaxFault[] = [];
      const onParseError = (error: { code: string; startLine: number; startCol: number }): void => {
        if (!LOSING.has(error.code) || faults.length >= 20) return;
        faults.push({ line: error.startLine, column: error.startCol, message: error.code.replaceAll("-", " ") });
      };
      build(text, { sourceCodeLocationInfo: false, onParseError });
      faults.push(...balanceFaults(tagsOf(text), text));
      if (faults.length === 0) return healthy;
      return TEMPLATE.test(text) ? foreign("a template from which HTML is made") : broken(...faults);
    };
    return {
      parse,
      // The tags alone are seen much faster than a tree is built.
      quick: (text) => {
        const faults = balanceFaults(tagsOf(text), text);
        return faults.length > 0 ? broken(...faults) : parse(text);
      },
    };
  },
});
