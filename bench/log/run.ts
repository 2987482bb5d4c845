/**
 * The log, beside the disk: how many events become durable in a second, one at a time and in groups, and how fast a log
 * is verified. Everything takes its turn in each round, so that a slow moment of the disk meets all alike.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { type Check, fillLog, measureDisk, measureLog, measureVerification } from "./measure.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport, type Trial } from "./report.ts";

const GROUP_SIZES = [1, 10, 100];

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory("log", (directory) => measureAll(directory, options, signal), options.directory),
  );
}

async function measureAll(directory: string, options: Options, signal: AbortSignal): Promise<number> {
  const trials: Trial[] = [];
  const checks: Check[] = [];
  const long = await mkdtemp(join(directory, "long-"));
  const path = fillLog(long, options.events);
  for (let round = 0; round < options.rounds; round++) {
    signal.throwIfAborted();
    const place = (): Promise<string> => mkdtemp(join(directory, "round-"));
    trials.push({ round, groupSize: 0, ...measureDisk(await place(), options.commits) });
    for (const groupSize of GROUP_SIZES) {
      signal.throwIfAborted();
      trials.push({ round, groupSize, ...(await measureLog(await place(), options.commits, groupSize)) });
    }
    checks.push(measureVerification(path));
  }
  const machine = describeMachine();
  process.stdout.write(`${formatMachine(machine)}\n\n${formatReport(trials, checks)}\n`);
  if (options.jsonFile !== undefined) {
    await writeFile(options.jsonFile, JSON.stringify({ machine, options, trials, checks }, null, 2));
  }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
