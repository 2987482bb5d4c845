import { basename } from "node:path";
import type { LanguageName } from "./language.ts";
import { languages } from "./registry.ts";

const SHEBANG = /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?(sh|bash|dash|ash|ksh|mksh|python3?|node)(?:\s|$)/;
const INTERPRETED: Readonly<Record<string, LanguageName>> = {
  ...{ sh: "shell", bash: "shell", dash: "shell", ash: "shell", ksh: "shell", mksh: "shell" },
  ...{ python: "python", python3: "python", node: "javascript" },
};

/** By name; undefined: none that we know, or told only by the first line. */
export function languageOf(path: string): LanguageName | undefined {
  const name = basename(path);
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  for (const language of languages.values()) {
    if (language.names?.includes(name)) return language.name;
    if (extension !== undefined && language.extensions.includes(extension) && name !== `.${extension}`)
      return language.name;
  }
  return undefined;
}

/** Programs often have no extension; their first line says what reads them. */
export function languageOfFirstLine(beginning: string): LanguageName | undefined {
  const program = SHEBANG.exec(beginning.replace(/^\uFEFF/, ""))?.[1];
  return program === undefined ? undefined : INTERPRETED[program];
}
