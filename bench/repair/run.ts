/**
 * Files broken on purpose, and what the fixers make of them: how many parse again, how many are byte for byte what they were, and how
 * many are worse than before, which must be none.
 */
import { writeFile } from "node:fs/promises";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { measure } from "./measure.ts";
import { HELP, readOptions } from "./options.ts";
import { formatExamples, formatReport, isGood } from "./report.ts";

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible(async (signal) => {
    const measured = await measure(options.plan, signal);
    const machine = describeMachine();
    if (options.show > 0) process.stdout.write(`${formatExamples(measured.trials, options.show)}\n`);
    process.stdout.write(`${formatMachine(machine)}\n\n${formatReport(measured)}\n`);
    if (options.jsonFile !== undefined)
      await writeFile(options.jsonFile, JSON.stringify({ machine, plan: options.plan, ...measured }, null, 2));
    return isGood(measured.trials, measured.healthy) ? 0 : 1;
  });
}
