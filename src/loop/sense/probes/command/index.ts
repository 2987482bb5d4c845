/**
 * Runs a fixed command to its end.
 *
 * Values: `exitCode` (null when a signal ended it), `serving` (it ended as expected), and what `values` takes out of its
 * standard output. At the deadline the whole process tree that it started is ended.
 */
import { z } from "zod";
import { argv, defineProbe, type ProbeAnswer } from "#core/model";
import type { RunResult } from "#core/platform";
import { extract, extractions } from "./extract.ts";

/** Between SIGTERM and SIGKILL. A probe has nothing to save. */
const graceMs = 500;
const maxOutputBytes = 262_144;
const silence = { serving: false };

const exitCode = z.number().int().min(0).max(255);

const schema = z.strictObject({
  argv: argv.describe("The program and its arguments, fixed; no shell reads them"),
  cwd: z.string().min(1).optional().meta({ path: true, description: "Working directory" }),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .optional()
    .describe("Environment variables added to Chiron's own"),
  expect: z
    .strictObject({ exitCode: z.union([exitCode, z.array(exitCode).min(1).max(50)]).default(0) })
    .prefault({})
    .describe("How it ends when all is well"),
  values: extractions.optional().describe("Values by name, each by a pattern or a JSON pointer into standard output"),
});

export const commandProbe = defineProbe({
  name: "command",
  summary: "Runs a fixed command, and looks at its exit code and its output",
  schema,
  defaults: { everyMs: 120_000, deadlineMs: 5_000 },
  silence,
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, options, { processes, signal }): Promise<ProbeAnswer> {
    const { argv: command, cwd, env } = options;
    const result = await processes.run({ command, cwd, env, signal, graceMs, maxOutputBytes });
    if (result.failure !== undefined) return { available: false, values: silence, error: result.failure };
    if (result.aborted) return { available: false, values: silence, error: "it was ended before it was done" };
    const serving = result.code !== null && [options.expect.exitCode].flat().includes(result.code);
    const { values, missing } = extract(result.stdout, options.values ?? {});
    const complaints = [
      ...(serving ? [] : [howItEnded(result)]),
      ...(missing.length === 0 ? [] : [`its output does not say ${missing.join(", ")}`]),
    ];
    const answer = { available: true, values: { ...values, exitCode: result.code, serving } };
    return complaints.length === 0 ? answer : { ...answer, error: complaints.join("; ") };
  },
});

function howItEnded({ code, signal, stderr }: RunResult): string {
  const line = stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  const end = code === null ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
  return line === "" ? end : `${end}: ${line}`;
}
