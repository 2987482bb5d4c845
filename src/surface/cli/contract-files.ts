/** `chiron contract lint` and `chiron contract check`: files alone, without an engine. */
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { ContractCheck } from "#core/model";
import { ChironError, exitCodes, messageOf } from "#core/model/plain";
import type { Context, Run } from "./context.ts";
import { printCheck, printLint } from "./contract-page.ts";

interface CheckOptions {
  readonly contract: string;
  readonly format?: string;
  readonly gate?: string;
}

const usualContract = "CONTRACT.md";
const largestFile = 64 * 1024 * 1024;

export function defineContractFiles(command: Command, run: Run): void {
  command
    .command("lint")
    .description(
      "Says what of a contract is enforced, what is only advice, and what is not understood, with lines. Exit code 1 when something is not understood or cannot be enforced.",
    )
    .argument("[file]", `default: ${usualContract}`)
    .addHelpText("after", "\nExample:\n  chiron contract lint docs/CONTRACT.md")
    .action(run((context, file: string | undefined) => lint(context, file ?? usualContract)));
  command
    .command("check")
    .description("Holds a file against a contract. Exit code 1 when it differs, 2 when it cannot be checked.")
    .argument("<file>", "the output; - reads standard input")
    .option("--contract <file>", "the contract", usualContract)
    .option("--format <id>", "the format, such as 4.1; default: it is recognised")
    .option("--gate <gate>", "only formats of this gate, where there are any")
    .addHelpText("after", "\nExample:\n  chiron contract check out/review.md --contract CONTRACT.md --format 4.2")
    .action(run((context, file: string, options: CheckOptions) => check(context, file, options)));
}

async function lint({ terminal, wantsJson }: Context, file: string): Promise<number> {
  const [{ lintContract, readContract }, text] = await Promise.all([import("#contract"), contentOf(file)]);
  const found = lintContract(readContract(text));
  if (wantsJson) terminal.json({ file: resolve(file), ...found });
  else printLint(terminal, file, found);
  return found.counts.notUnderstood + found.counts.notEnforced > 0 ? exitCodes.failed : exitCodes.done;
}

async function check({ terminal, wantsJson }: Context, file: string, options: CheckOptions): Promise<number> {
  const { compileContract, readContract } = await import("#contract");
  const [contract, output] = await Promise.all([contentOf(options.contract), contentOf(file)]);
  const { format, gate } = options;
  const checker = compileContract(readContract(contract));
  const result: ContractCheck = checker.check(output, {
    ...(format === undefined ? {} : { format }),
    ...(gate === undefined ? {} : { gate }),
  });
  if (wantsJson) terminal.json({ file: file === "-" ? null : resolve(file), ...result });
  else printCheck(terminal, file, result);
  return result.status === "valid" ? exitCodes.done : exitCodes.failed;
}

async function contentOf(file: string): Promise<string> {
  if (file === "-") return await standardInput();
  try {
    const { size } = await stat(file);
    if (size > largestFile)
      throw new ChironError("too_large", `${file} has ${size} bytes; at most ${largestFile} are read`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof ChironError) throw error;
    throw new ChironError("bad_request", `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestFile) throw new ChironError("too_large", `at most ${largestFile} bytes are read`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
