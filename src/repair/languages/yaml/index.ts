import { broken, defineLanguage, foreign, healthy, messageOf, type ParseResult } from "../language.ts";
import { yamlShape } from "../lexis/index.ts";

/** Helm, Jinja, ERB: text from which YAML is made, and not YAML. */
const TEMPLATE = /^\s*(\{\{|\{%|<%)|:\s+\{\{|\s\{\{-?\s|-?\}\}\s*$/m;
/** What is an error to the library and yet read by most: keys that are there twice, tags and directives that nobody knows. */
const TOLERATED = new Set(["DUPLICATE_KEY", "TAG_RESOLVE_FAILED", "BAD_DIRECTIVE", "RESOURCE_EXHAUSTION"]);

export const yaml = defineLanguage({
  name: "yaml",
  extensions: ["yaml", "yml"],
  names: [".clang-format", ".yamllint"],
  shape: yamlShape,
  open: async () => {
    const { Composer, LineCounter, Parser } = await import("yaml");
    const parse = (text: string): ParseResult => {
      const counter = new LineCounter();
      const composer = new Composer({ uniqueKeys: false, logLevel: "silent", strict: true });
      const errors = [];
      for (const document of composer.compose(new Parser(counter.addNewLine).parse(text)))
        errors.push(...document.errors.filter(({ code }) => !TOLERATED.has(code)));
      if (errors.length === 0) return healthy;
      if (TEMPLATE.test(text)) return foreign("a template from which YAML is made");
      return broken(
        ...errors.map(({ pos, message }) => {
          const { line, col } = counter.linePos(pos[0]);
          return { line, column: col, message };
        }),
      );
    };
    return {
      parse: (text) => {
        try {
          return parse(text);
        } catch (error) {
          // Deeper than the stack of calls: nothing that anybody could mend, and nothing that a reader would take.
          return broken({ line: 1, column: 1, message: messageOf(error) });
        }
      },
    };
  },
});
