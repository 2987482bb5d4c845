/**
 * Chiron's own processes, killed, hung, wedged and bloated for real, one after the other, and how long it takes until that is seen and until
 * all three are well again. The goals: 30 s to be seen, 60 s to be restarted by the other healer, 60 s + 120 s for both at once.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { freePorts } from "../lib/ports.ts";
import { runChaos } from "./chaos.ts";
import { faults } from "./faults.ts";
import { measure, type Trial } from "./measure.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport } from "./report.ts";
import { Scene } from "./scene.ts";

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory("healers", (directory) => work(directory, options, signal), options.directory),
  );
}

async function work(directory: string, options: Options, signal: AbortSignal): Promise<number> {
  const scene = new Scene(directory);
  const [port = 0] = await freePorts(1);
  scene.configure(options.limits, port);
  try {
    await scene.up(signal);
    if (options.chaos > 0) return await runChaos(scene, options, signal);
    const trials = await series(scene, options, signal);
    const machine = describeMachine();
    const { silentAfter, confirmFor, memoryLimit } = options.limits;
    const limits = `silentAfter ${silentAfter}, confirmFor ${confirmFor}, memoryLimit ${memoryLimit}`;
    process.stdout.write(`${formatMachine(machine)}\n${limits}\n\n${formatReport(trials)}\n`);
    if (options.jsonFile !== undefined)
      await writeFile(options.jsonFile, JSON.stringify({ machine, options, trials }, null, 2));
    return 0;
  } finally {
    await scene.end();
    await writeFile(
      join(options.directory, "chiron-bench-healers.log"),
      scene
        .lines()
        .map(({ text }) => text)
        .join("\n"),
    );
  }
}

/**
 * Round by round, and in each round one victim after the other: whoever restarted one is restarted itself before it has to do so
 * again, so that no trial waits for the back-off of the one before.
 */
async function series(scene: Scene, options: Options, signal: AbortSignal): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const name of options.faults) {
    const fault = faults[name];
    if (fault === undefined) continue;
    for (let round = 1; round <= options.trials; round++) {
      for (const who of options.who) {
        const trial = await measure(scene, fault, who, signal);
        trials.push(trial);
        const { detectedMs, recoveredMs } = trial;
        process.stderr.write(
          `${name} of ${who}: seen ${Math.round(detectedMs)} ms, well ${Math.round(recoveredMs)} ms\n`,
        );
      }
    }
  }
  return trials;
}
