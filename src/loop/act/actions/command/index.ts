import { join } from "node:path";
import { z } from "zod";
import { isSecretName, maskSecrets, secretValues } from "#core/lib";
import { type ActionContext, type ActionResult, type Artifact, argv, defineAction } from "#core/model";
import type { RunResult } from "#core/platform";
import { lossOfCommand } from "../loss.ts";
import { exactPath } from "../paths.ts";
import { answering, failed, saying, succeeded } from "../result.ts";
import { shellProblem } from "../shells.ts";

/** What is kept of each output. The log is not the place for more; the end says most. */
const keptCharacters = 8_192;
/** In the scratch folder: it was begun, so there is something to undo. */
const begun = "begun";

const schema = z
  .strictObject({
    argv: argv.describe("The program and its arguments, fixed; no shell reads them"),
    cwd: z.union([z.literal("/"), exactPath]).optional(),
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
    input: z.string().max(1_000_000).optional().describe("What it reads from its standard input"),
    expectExitCode: z.number().int().min(0).max(255).default(0),
    idempotent: z
      .boolean()
      .default(false)
      .describe("It may simply be done again when nobody knows whether it was done"),
    mayLose: z
      .boolean()
      .optional()
      .describe("true: it may lose data, so it waits for a human each time. What is known to lose data does so anyway"),
    undo: argv.optional().describe("What takes it back; run only after it was begun"),
  })
  .superRefine((input, ctx) => {
    for (const key of ["argv", "undo"] as const) {
      const words = input[key];
      const problem =
        words === undefined ? undefined : shellProblem(words, key === "argv" && input.input !== undefined);
      if (problem !== undefined) ctx.addIssue({ code: "custom", path: [key], message: problem });
    }
  });
type Input = z.output<typeof schema>;

export const command = defineAction({
  name: "command",
  summary: "Runs a program with fixed arguments to its end",
  schema,
  risk: "medium",
  idempotent: false,
  idempotentFor: (input) => input.idempotent,
  mayLose: (input) =>
    lossOfCommand(input.argv) ?? (input.mayLose === true ? "may lose data, as its owner says" : undefined),
  dryRun: (input) =>
    saying(async () => `Would run ${sayCommand(input, input.argv)}, expecting exit code ${input.expectExitCode}.`),
  run: (input, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before it was started");
      if (input.undo !== undefined) {
        await context.files.makeFolder(context.scratch, 0o700);
        await context.files.write(join(context.scratch, begun), "", { durable: true });
      }
      return runOne(input, input.argv, context, input.expectExitCode, input.input);
    }),
  undo: (input, context) =>
    answering(async () => {
      if (input.undo === undefined) return failed(`There is no undo for ${JSON.stringify(input.argv)}`);
      if ((await context.files.stat(join(context.scratch, begun))) === undefined)
        return succeeded("It was never begun");
      return runOne(input, input.undo, context, 0, undefined);
    }),
});

async function runOne(
  input: Input,
  words: readonly string[],
  { processes, signal }: ActionContext,
  expected: number,
  text: string | undefined,
): Promise<ActionResult> {
  const result = await processes.run({
    command: words,
    env: input.env,
    signal,
    ...(input.cwd === undefined ? {} : { cwd: input.cwd }),
    ...(text === undefined ? {} : { input: text }),
  });
  const known = secretValues(input.env);
  const artifacts = [output("stdout", result.stdout, known), output("stderr", result.stderr, known)].flat();
  const says = maskSecrets(JSON.stringify(words), known);
  if (result.code === expected && !result.aborted && result.failure === undefined) {
    return succeeded(
      `${says} ended with exit code ${expected}${result.truncated ? "; its output was cut" : ""}`,
      artifacts,
    );
  }
  return failed(`${says} ${howItWent(result, expected)}`, artifacts);
}

function howItWent(result: RunResult, expected: number): string {
  if (result.failure !== undefined) return `could not be started: ${result.failure}`;
  if (result.aborted) return "was ended, with everything that it had started";
  if (result.signal !== null) return `was ended by ${result.signal}`;
  return `ended with exit code ${result.code}, not ${expected}`;
}

function output(name: string, text: string, known: readonly string[]): readonly Artifact[] {
  if (text === "") return [];
  const masked = maskSecrets(text, known);
  const cut =
    masked.length > keptCharacters
      ? `… (${masked.length - keptCharacters} characters cut)\n${masked.slice(-keptCharacters)}`
      : masked;
  return [{ kind: "output", name, detail: cut }];
}

function sayCommand(input: Input, words: readonly string[]): string {
  const names = Object.entries(input.env).map(([key, value]) =>
    isSecretName(key) ? key : `${key}=${JSON.stringify(value)}`,
  );
  const where = input.cwd === undefined ? "" : ` in ${input.cwd}`;
  const how = names.length === 0 ? "" : ` with ${names.join(", ")}`;
  const fed = input.input === undefined ? "" : `, fed ${Buffer.byteLength(input.input)} bytes`;
  return `${maskSecrets(JSON.stringify(words), secretValues(input.env))}${where}${how}${fed}`;
}
