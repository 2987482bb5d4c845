import type { ParseError } from "jsonc-parser";
import { broken, defineLanguage, healthy, type ParseResult, placeOf } from "../language.ts";
import { jsonShape } from "../lexis/index.ts";

/** Files named .json whose readers allow comments and trailing commas. */
const WITH_COMMENTS =
  /(^|\/)([tj]sconfig[^/]*|tslint|\.eslintrc|\.babelrc|\.swcrc|\.jshintrc|\.jscsrc|\.hintrc|api-extractor[^/]*|devcontainer|typedoc|turbo|wrangler|language-configuration|biome|rush|nest-cli|angular)\.json$|(^|\/)\.(eslintrc|babelrc|swcrc|jshintrc)$|(^|\/)\.(vscode|devcontainer|zed)\/[^/]+\.json$|\.(jsonc|code-workspace|code-snippets)$/;
/** As VS Code's extensions keep them: colour themes and grammars. */
const THEME = /(^|\/)[^/]*(color-theme|tmLanguage)[^/]*\.json$/;

export const json = defineLanguage({
  name: "json",
  extensions: ["json", "jsonc", "code-workspace", "code-snippets", "webmanifest", "map"],
  names: [".eslintrc", ".babelrc", ".swcrc", ".jshintrc"],
  shape: jsonShape,
  open: async () => {
    const withComments = await import("jsonc-parser");
    const parseLoosely = (text: string): ParseResult => {
      const errors: ParseError[] = [];
      withComments.parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true, allowEmptyContent: true });
      return errors.length === 0 ? healthy : faultsOf(text, errors, withComments.printParseErrorCode);
    };
    const parseStrictly = (text: string): ParseResult => {
      try {
        JSON.parse(text);
        return healthy;
      } catch (error) {
        // The built-in parser decides; where the fault stands is told by the other one, which tells it always.
        const errors: ParseError[] = [];
        withComments.parse(text, errors, { disallowComments: true, allowTrailingComma: false });
        if (errors.length > 0) return faultsOf(text, errors, withComments.printParseErrorCode);
        const offset = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0);
        return broken({ ...placeOf(text, offset), message: (error as Error).message });
      }
    };
    return {
      parse: (text, path) => (WITH_COMMENTS.test(path) || THEME.test(path) ? parseLoosely(text) : parseStrictly(text)),
    };
  },
});

function faultsOf(
  text: string,
  errors: readonly ParseError[],
  nameOf: (code: ParseError["error"]) => string,
): ParseResult {
  return broken(
    ...errors.slice(0, 20).map(({ offset, error }) => ({
      ...placeOf(text, offset),
      message: nameOf(error)
        .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
        .toLowerCase(),
    })),
  );
}
