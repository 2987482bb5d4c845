/**
 * How long a decision takes in a large installation: from the opening of an incident, by way of matching, routing, planning and judging, to
 * the verdict on record. The goal is 5 ms with 1,000 runbooks and 10,000 open incidents.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { measure } from "./measure.ts";
import { HELP, readOptions } from "./options.ts";
import { formatReport } from "./report.ts";

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory(
      "decide",
      async (directory) => {
        const decisions = await measure(join(directory, "data"), options, signal);
        const machine = describeMachine();
        process.stdout.write(`${formatMachine(machine)}\n\n${formatReport(decisions, options)}\n`);
        if (options.jsonFile !== undefined)
          await writeFile(options.jsonFile, JSON.stringify({ machine, options, decisions }, null, 2));
        return 0;
      },
      options.directory,
    ),
  );
}
