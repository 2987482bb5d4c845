import { broken, defineLanguage, foreign, healthy, messageOf } from "../language.ts";
import { tomlShape } from "../lexis/index.ts";

const TEMPLATE = /\{\{.*\}\}|\{%.*%\}/;

export const toml = defineLanguage({
  name: "toml",
  extensions: ["toml"],
  names: ["Cargo.lock", "poetry.lock", "uv.lock", "Pipfile"],
  shape: tomlShape,
  open: async () => {
    const { parse, TomlError } = await import("smol-toml");
    return {
      parse: (text) => {
        try {
          parse(text);
          return healthy;
        } catch (error) {
          if (TEMPLATE.test(text)) return foreign("a template from which TOML is made");
          if (!(error instanceof TomlError)) return broken({ line: 1, column: 1, message: messageOf(error) });
          return broken({ line: error.line, column: error.column, message: error.message.split("\n")[0] ?? "" });
        }
      },
    };
  },
});
