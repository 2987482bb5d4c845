/** What it costs to watch a thousand targets of all kinds, and how late the polls are. */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startChiron } from "../lib/chiron.ts";
import { compile } from "../lib/compile.ts";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { readMemory, readStat } from "../lib/proc.ts";
import { ProcessGroup } from "../lib/process-group.ts";
import { TargetServer } from "../lib/target-server.ts";
import { sleep } from "../lib/wait.ts";
import { latenessOf } from "./lateness.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport, type Run } from "./report.ts";
import { layOut, type Watched } from "./targets.ts";

/** Clock ticks of /proc/PID/stat. */
const ticksPerSecond = 100;

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory("mixed", async (directory) => {
      const program = await compile(join(import.meta.dirname, "..", "lib", "targets.c"), directory);
      const server = await TargetServer.start(program, options.targets, 0);
      try {
        const known = await knownProbes();
        const runs: Run[] = [];
        let kinds = "";
        for (let count = 0; count < options.runs; count++) {
          const own = join(directory, `run-${count}`);
          await mkdir(own);
          const watched = layOut(options.targets, { directory: own, ports: server.ports }, known);
          kinds = sayKinds(watched);
          runs.push(await measure(own, watched, options, signal));
        }
        const machine = describeMachine();
        process.stdout.write(`${formatMachine(machine)}\n\n${formatReport(kinds, runs)}\n`);
        if (options.jsonFile !== undefined)
          await writeFile(options.jsonFile, JSON.stringify({ machine, options, kinds, runs }, null, 2));
        return 0;
      } finally {
        await server.end();
      }
    }),
  );
}

async function knownProbes(): Promise<ReadonlySet<string>> {
  const probes = join(import.meta.dirname, "..", "..", "src", "loop", "sense", "probes");
  return new Set(await readdir(probes));
}

function sayKinds(watched: readonly Watched[]): string {
  const counts = Map.groupBy(watched, ({ kind }) => kind);
  const each = [...counts].map(([{ name, everySeconds }, list]) => `${list.length} ${name} every ${everySeconds} s`);
  return `${watched.length} targets: ${each.join(", ")}`;
}

async function measure(
  directory: string,
  watched: readonly Watched[],
  { warmupSeconds, measureSeconds }: Options,
  signal: AbortSignal,
): Promise<Run> {
  const processes = new ProcessGroup();
  const place = { directory, logFile: join(directory, "output.log"), processes };
  try {
    const targets = watched.map(({ target }) => target);
    const { processId } = await startChiron(place, targets, [], ["service", "host"]);
    await sleep(warmupSeconds * 1_000, signal);
    const [from, started, before] = [Date.now(), performance.now(), cpuTicks(processes)];
    await sleep(measureSeconds * 1_000, signal);
    const cpuSeconds = (cpuTicks(processes) - before) / ticksPerSecond;
    const [to, seconds] = [Date.now(), (performance.now() - started) / 1_000];
    const memory = processes.members().map(readMemory);
    // Readings are written in batches, the last one at the end.
    await processes.end(processId, 10_000);
    return {
      seconds,
      cpuSeconds,
      rssMB: memory.reduce((sum, { rssKB }) => sum + rssKB, 0) / 1_000,
      pssMB: memory.reduce((sum, { pssKB }) => sum + pssKB, 0) / 1_000,
      ...latenessOf(join(directory, "data"), watched, from, to),
    };
  } finally {
    await processes.end();
  }
}

/** Children that have ended are counted with their parents. */
function cpuTicks(processes: ProcessGroup): number {
  return processes.members().reduce((sum, id) => sum + (readStat(id)?.cpuTicks ?? 0), 0);
}
