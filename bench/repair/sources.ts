/**
 * Real files to break: found on the machine, under licences that allow it (the languages' own libraries, and packages under MIT, BSD,
 * Apache-2.0 and the like). What is not there is left out and said; `--roots` adds folders.
 */

import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import type { LanguageName } from "#repair/languages";

const project = new URL("../../", import.meta.url).pathname;

/** Patterns by language. Debian: golang-*-dev and golang-*-src, librust-*-dev, python3, bash-completion, python3-doc. */
export const patterns: Readonly<Record<LanguageName, readonly string[]>> = {
  typescript: [`${project}src/**/*.ts`, `${project}node_modules/{@nats-io,zod,fast-check,croner}/**/*.{ts,mts}`],
  javascript: [
    `${project}node_modules/{acorn,postcss,yaml,parse5,ws,commander,pg,nodemailer,dependency-cruiser,knip}/**/*.{js,mjs,cjs}`,
  ],
  json: [`${project}node_modules/**/package.json`, `${project}node_modules/**/tsconfig*.json`, "/usr/share/**/*.json"],
  yaml: [`${project}packs/**/*.yaml`, `${project}node_modules/**/*.{yml,yaml}`, "/usr/share/**/*.{yml,yaml}"],
  toml: ["/usr/share/cargo/registry/*/Cargo.toml", "/usr/share/**/*.toml"],
  python: ["/usr/lib/python3*/{*,asyncio/*,json/*,email/*,http/*,logging/*,unittest/*,xml/**/*}.py"],
  go: [
    "/usr/share/gocode/src/**/*.go",
    "/usr/share/go-*/src/{net,encoding,text,os,io,bufio,strings,sort}/**/*.go",
    "/usr/lib/go-*/src/{net,encoding,text,os}/**/*.go",
  ],
  rust: ["/usr/share/cargo/registry/*/src/**/*.rs"],
  shell: ["/usr/share/**/*.sh", "/usr/lib/**/*.sh", "/usr/share/bash-completion/completions/*", "/etc/init.d/*"],
  css: [`${project}node_modules/**/*.css`, "/usr/share/**/*.css", "/usr/lib/python3*/**/*.css"],
  html: ["/usr/share/doc/**/*.html", `${project}node_modules/**/*.html`],
};

const MINIMUM_BYTES = 300;
const MAXIMUM_BYTES = 60_000;

export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Half of all files, by the hash of the name: what was looked at while the weights were set is not what is reported. */
export type Half = "tune" | "report";

export function halfOf(path: string): Half {
  const name = path.replace(project, "");
  return (createHash("sha256").update(name).digest()[0] ?? 0) % 2 === 0 ? "tune" : "report";
}

/** `prefixes`: where else to look, each in place of the root folder. */
export function sourcesOf(language: LanguageName, half: Half | "all", prefixes: readonly string[]): string[] {
  const places = patterns[language].flatMap((pattern) =>
    pattern.startsWith(project) ? [pattern] : ["", ...prefixes].map((prefix) => `${prefix}${pattern}`),
  );
  const found = new Set(
    places.flatMap((pattern) =>
      globSync(pattern, { exclude: (name) => name === "test" || name === "testdata" || name === "tests" }),
    ),
  );
  return [...found].filter((path) => half === "all" || halfOf(path) === half).sort();
}

/** Undefined: not a file that a person might have written and might break. */
export function readSource(path: string): Source | undefined {
  const state = statSync(path, { throwIfNoEntry: false });
  if (state === undefined || !state.isFile() || state.size < MINIMUM_BYTES || state.size > MAXIMUM_BYTES)
    return undefined;
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(bytes) && !text.includes("\0") && !text.startsWith("\uFEFF");
  return isText && !text.split("\n").some((line) => line.length > 2_000) ? { path, text } : undefined;
}
