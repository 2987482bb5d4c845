/** Every language there is, by name: one folder each, named like the language. */
import { css } from "./css/index.ts";
import { go } from "./go/index.ts";
import { html } from "./html/index.ts";
import { javascript } from "./javascript/index.ts";
import { json } from "./json/index.ts";
import type { Language, LanguageName } from "./language.ts";
import { python } from "./python/index.ts";
import { rust } from "./rust/index.ts";
import { shell } from "./shell/index.ts";
import { toml } from "./toml/index.ts";
import { typescript } from "./typescript/index.ts";
import { yaml } from "./yaml/index.ts";

export const languages: ReadonlyMap<LanguageName, Language> = new Map(
  [css, go, html, javascript, json, python, rust, shell, toml, typescript, yaml].map((language) => [
    language.name,
    language,
  ]),
);
