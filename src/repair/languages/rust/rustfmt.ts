/** rustfmt carries rustc's own parser, and reads one file from its standard input without looking at any other. */
import { spawnSync } from "node:child_process";
import { broken, healthy, type ParseResult } from "../language.ts";

const EDITIONS = ["2021", "2015"];
const FAULT = /^error(?:\[E\d+\])?: ([^\n]*)\n\s*--> [^\n]*?:(\d+):(\d+)/m;
const TIME_LIMIT_MS = 3_000;

/** Undefined: there is no rustfmt here, or it failed for another reason than the text. */
export function rustfmtSays(text: string): ParseResult | undefined {
  let first: ParseResult | undefined;
  for (const edition of EDITIONS) {
    const result = ask(text, edition);
    if (result === undefined || result.ok) return result;
    first ??= result;
  }
  return first;
}

function ask(text: string, edition: string): ParseResult | undefined {
  const { status, stderr, error } = spawnSync(
    "rustfmt",
    ["--edition", edition, "--emit", "stdout", "--color", "never"],
    {
      input: text,
      timeout: TIME_LIMIT_MS,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  if (error !== undefined || status === null) return undefined;
  if (status === 0) return healthy;
  const [, message, line, column] = FAULT.exec(stderr) ?? [];
  if (message === undefined || /couldn't|could not|unresolved|file not found/.test(message)) return undefined;
  return broken({ line: Number(line), column: Number(column), message });
}
