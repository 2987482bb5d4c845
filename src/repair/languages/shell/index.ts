import { renewed } from "../formatter.ts";
import { broken, defineLanguage, foreign, healthy, messageOf, type ParseResult } from "../language.ts";
import { shellShape } from "../lexis/index.ts";
import { bashAccepts } from "./bash.ts";

const OTHER_SHELLS = /^#!.*\b(zsh|fish|csh|tcsh|rc|perl|python\d*|ruby|node|awk|sed|tclsh|wish|expect)\b/;
const PLACE = /:(\d+):(\d+): (.*)/;
/** To the kernel a mark before `#!` makes it no script at all; to the shell, the first word of the first command. */
const MARKED = /^\uFEFF/;

export const shell = defineLanguage({
  name: "shell",
  extensions: ["sh", "bash"],
  names: [".bashrc", ".bash_profile", ".profile", ".bash_aliases"],
  shape: shellShape,
  open: async () => {
    const { format: binding } = await import("@wasm-fmt/shfmt/shfmt_binding.js");
    const format = renewed("@wasm-fmt/shfmt/wasm", binding);
    const read = (text: string, path: string): ParseResult => {
      if (OTHER_SHELLS.test(text)) return foreign("a script of another shell or language");
      if (MARKED.test(text))
        return broken({ line: 1, column: 1, message: "a byte-order mark before the first command" });
      try {
        // In a file that is called .sh there is often Bash, which is more than the plain shell in nearly everything.
        return format(text, "script.bash") === undefined ? foreign("nested too deeply for the parser") : healthy;
      } catch (error) {
        if (!path.endsWith(".bash") && acceptsPlain(text)) return healthy;
        return broken(faultOf(messageOf(error)));
      }
    };
    const acceptsPlain = (text: string): boolean => {
      try {
        return format(text, "script.sh") !== undefined;
      } catch {
        return false;
      }
    };
    return {
      quick: read,
      // Two parsers disagree about corners of the language. What Bash itself takes is no broken script.
      parse: (text, path) => {
        const result = read(text, path);
        return result.ok || MARKED.test(text) || !bashAccepts(text) ? result : healthy;
      },
    };
  },
});

function faultOf(message: string): { line: number; column: number; message: string } {
  const [, line = "1", column = "1", what = message] = PLACE.exec(message) ?? [];
  return { line: Number(line), column: Number(column), message: what };
}
