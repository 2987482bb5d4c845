/**
 * Chiron's own processes, killed, hung, wedged and bloated for real, and brought back into broken surroundings, one after the other, and how
 * long it takes until that is seen and until all three are well again. The goals: 30 s to be seen, 60 s to be restarted by the other healer,
 * 60 s + 120 s for both at once.
 */
import { writeFile } from "node:fs/promises";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { runChaos } from "./chaos.ts";
import type { Trial } from "./measure.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport } from "./report.ts";
import { runSeries, seriesOf } from "./series.ts";

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory(
      "healers",
      (directory) => (options.chaos > 0 ? runChaos : runTrials)(directory, options, signal),
      options.directory,
    ),
  );
}

async function runTrials(directory: string, options: Options, signal: AbortSignal): Promise<number> {
  const trials: Trial[] = [];
  const take = (trial: Trial): void => {
    trials.push(trial);
    const { fault, who, detectedMs, recoveredMs, engine, mendedMs } = trial;
    const mended = mendedMs === undefined ? "" : `, put right ${Math.round(mendedMs)} ms`;
    const times = `seen ${Math.round(detectedMs)} ms, well ${Math.round(recoveredMs)} ms, engine ${engine}${mended}`;
    process.stderr.write(`${fault} of ${who}: ${times}\n`);
  };
  try {
    for (const series of seriesOf(options)) await runSeries(series, options, { directory, take, signal });
    return 0;
  } finally {
    const machine = describeMachine();
    const { silentAfter, confirmFor, memoryLimit } = options.limits;
    const limits = `silentAfter ${silentAfter}, confirmFor ${confirmFor}, memoryLimit ${memoryLimit}, ${options.scenes} at once`;
    process.stdout.write(`${formatMachine(machine)}\n${limits}\n\n${formatReport(trials)}\n`);
    if (options.jsonFile !== undefined)
      await writeFile(options.jsonFile, JSON.stringify({ machine, options, trials }, null, 2));
  }
}
