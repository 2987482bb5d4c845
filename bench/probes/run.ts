/**
 * What watching costs, side by side: processor time and memory of Chiron and of other monitors that check the same HTTP
 * targets at the same interval, one after the other so that they do not take the processor from each other.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "../lib/compile.ts";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { ProcessGroup } from "../lib/process-group.ts";
import { TargetServer } from "../lib/target-server.ts";
import { sleep } from "../lib/wait.ts";
import type { Contender } from "./contender.ts";
import { CONTENDERS } from "./contenders/index.ts";
import { type Cost, measureCost } from "./cost.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport, type Measurement } from "./report.ts";

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory("probes", async (directory) => {
      const measurements = await compareIn(directory, options, signal);
      const machine = describeMachine();
      process.stdout.write(`${formatMachine(machine)}\n\n${formatReport(measurements)}\n`);
      if (options.jsonFile !== undefined) {
        await writeFile(options.jsonFile, JSON.stringify({ machine, options, measurements }, null, 2));
      }
      return 0;
    }),
  );
}

async function compareIn(directory: string, options: Options, signal: AbortSignal): Promise<Measurement[]> {
  const program = await compile(join(import.meta.dirname, "..", "lib", "targets.c"), directory);
  const { only, hanging } = options;
  const chosen = CONTENDERS.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const measurements: Measurement[] = [];
  for (const targets of options.targetCounts) {
    const server = await TargetServer.start(program, targets, hanging);
    try {
      for (const contender of chosen) {
        const version = await contender.available();
        const own = join(directory, `${contender.name}-${targets}`);
        const cost = version && (await costOf(contender, own, server, options, signal));
        if (cost) measurements.push({ contender: contender.name, version, targets, hanging, ...cost });
        else if (!version) process.stdout.write(`not measured: ${contender.name}: not installed\n`);
      }
    } finally {
      await server.end();
    }
  }
  return measurements;
}

/** Undefined, with a line that says why, when the contender makes no checks. */
async function costOf(
  contender: Contender,
  directory: string,
  server: TargetServer,
  { warmupSeconds, measureSeconds }: Options,
  signal: AbortSignal,
): Promise<Cost | undefined> {
  const processes = new ProcessGroup();
  const logFile = join(directory, "output.log");
  await mkdir(directory);
  try {
    await contender.start({ directory, logFile, ports: server.ports, processes });
    await sleep(warmupSeconds * 1000, signal);
    const cost = await measureCost(processes, server, measureSeconds, signal);
    if (cost.checks > 0) return cost;
    const log = await readFile(logFile, "utf8").catch(() => "");
    process.stdout.write(`not measured: ${contender.name}: no checks. It said: ${log.trim().slice(-500)}\n`);
    return undefined;
  } finally {
    await processes.end();
  }
}
