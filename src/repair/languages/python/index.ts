import { broken, defineLanguage, foreign, healthy, type ParseResult } from "../language.ts";
import { pythonShape } from "../lexis/index.ts";
import { faultsOf, openTreeParser } from "../tree-sitter.ts";
import { startPython } from "./process.ts";
import { isOtherVersion } from "./versions.ts";

type TreeParser = Awaited<ReturnType<typeof openTreeParser>>;

const OTHER_VERSION = "written for another version of Python";
const OTHER_PROGRAM = /^#!.*\b(bash|sh|perl|ruby|node)\b/;
const TEMPLATE = /\{\{.*\}\}|\{%.*%\}|^\s*%\s*(if|for|end)/m;

/** Python's own compiler, in a process that lives as long as the parser; Tree-sitter's grammar where there is none. */
export const python = defineLanguage({
  name: "python",
  extensions: ["py", "pyi", "pyw"],
  shape: pythonShape,
  open: async () => {
    const interpreter = await startPython();
    let tree: TreeParser | undefined;
    const treeSays = async (text: string): Promise<ParseResult & { readonly isOther?: boolean }> => {
      tree ??= await openTreeParser("python");
      const parsed = tree.parse(text.replace(/^\uFEFF/, ""));
      if (parsed === null) return healthy;
      try {
        const faults = faultsOf(parsed.rootNode);
        return faults.length > 0 ? broken(...faults) : { ...healthy, isOther: isOtherVersion("", 0, parsed.rootNode) };
      } finally {
        parsed.delete();
      }
    };
    const parse = async (text: string): Promise<ParseResult> => {
      const result = (await interpreter?.parse(text)) ?? (await treeSays(text));
      if (result.ok) return result;
      if (OTHER_PROGRAM.test(text)) return foreign("a script of another language");
      if (TEMPLATE.test(text)) return foreign("a template from which Python is made");
      if (isOtherVersion(text, result.errors[0]?.line ?? 1, undefined)) return foreign(OTHER_VERSION);
      const second = await treeSays(text);
      // Before 3.12 an f-string could not hold its own quotes.
      const isNewer = second.ok && (second.isOther || result.errors[0]?.message.startsWith("f-string"));
      return isNewer ? foreign(OTHER_VERSION) : result;
    };
    return {
      parse,
      quick: async (text) => (await interpreter?.parse(text, true)) ?? (await treeSays(text)),
      confirm: async (text) => (await interpreter?.parse(text)) ?? healthy,
      close: () => interpreter?.close(),
    };
  },
});
