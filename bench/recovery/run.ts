/**
 * Recovery, side by side: how long a service is gone after a fault, under Chiron and under the tools that somebody would
 * use instead. All are up at once, each with a service of its own, and take their turns in random order.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "../lib/compile.ts";
import { inDirectory } from "../lib/directory.ts";
import { interruptible } from "../lib/interrupt.ts";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { freePorts } from "../lib/ports.ts";
import { type Random, seededRandom, shuffled } from "../lib/random.ts";
import { sleep } from "../lib/wait.ts";
import type { Programs } from "./contender.ts";
import { CONTENDERS } from "./contenders/index.ts";
import { FAULTS, type Fault, measureRecovery } from "./faults.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { formatReport, type Trial } from "./report.ts";
import { RunningContender } from "./running-contender.ts";

/** How long a contender may take to be itself again before it is given up and started afresh. */
const CALM_TIMEOUT_MS = 20_000;

type Measured = Pick<Trial, "contender" | "milliseconds">;

interface Conditions {
  readonly measureProgram: string;
  readonly programs: Programs;
  readonly random: Random;
  readonly signal: AbortSignal;
}

export async function run(commandLine: string[]): Promise<number> {
  const options = readOptions(commandLine);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  return await interruptible((signal) =>
    inDirectory("recovery", async (directory) => {
      const contenders: RunningContender[] = [];
      try {
        await compareIn(directory, contenders, options, signal);
        return 0;
      } finally {
        await Promise.all(contenders.map((running) => running.end()));
      }
    }),
  );
}

/** Fills `contenders` as it goes, so that the caller can end them however this ends. */
async function compareIn(
  directory: string,
  contenders: RunningContender[],
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const source = (name: string): Promise<string> => compile(join(import.meta.dirname, `${name}.c`), directory);
  const programs = {
    service: await source("service"),
    supervisor: await source("supervisor"),
    launcher: await source("launcher"),
    reaper: await source("reaper"),
  };
  const measureProgram = await source("measure");
  await startContenders(directory, contenders, programs, options.only, signal);

  const trials: Trial[] = [];
  const random = seededRandom(options.seed);
  for (const fault of FAULTS) {
    const able = contenders.filter(({ contender }) => fault !== "hang" || contender.canHang);
    for (let round = 0; round < options.rounds[fault]; round++) {
      progress(`${fault}, round ${round + 1} of ${options.rounds[fault]}`);
      for (const running of shuffled(able, random)) {
        const measured = await trial(running, fault, { measureProgram, programs, random, signal });
        if (measured !== undefined) trials.push({ fault, round, ...measured });
      }
    }
  }
  progress("");
  const entrants = contenders.map(({ contender: { name, canHang }, version }) => ({ name, version, canHang }));
  const machine = describeMachine();
  process.stdout.write(`${formatMachine(machine)}; seed ${options.seed}\n\n${formatReport(entrants, trials)}\n`);
  if (options.jsonFile !== undefined) {
    await writeFile(options.jsonFile, JSON.stringify({ machine, seed: options.seed, entrants, trials }, null, 2));
  }
}

async function startContenders(
  directory: string,
  contenders: RunningContender[],
  programs: Programs,
  only: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const isWanted = (name: string) => only.some((part) => name.toLowerCase().includes(part.toLowerCase()));
  const chosen = CONTENDERS.filter(({ name }) => only.length === 0 || isWanted(name));
  const ports = await freePorts(chosen.length);
  for (const [index, contender] of chosen.entries()) {
    const version = await contender.available();
    if (version === undefined) {
      process.stdout.write(`not measured: ${contender.name}: not installed\n`);
      continue;
    }
    const running = new RunningContender(contender, version, ports[index] ?? 0, join(directory, String(index)));
    contenders.push(running);
    try {
      await running.start(programs, signal);
    } catch (error) {
      signal.throwIfAborted();
      contenders.pop();
      await running.end();
      process.stdout.write(`not measured: ${contender.name}: ${(error as Error).message}\n`);
    }
  }
}

/**
 * One fault at a random moment: at a fixed one, a tool that looks once a second would always be met at the same phase.
 * Undefined when the contender is not up for it.
 */
async function trial(running: RunningContender, fault: Fault, conditions: Conditions): Promise<Measured | undefined> {
  const { measureProgram, programs, random, signal } = conditions;
  const moment = random() * 1000;
  const contender = running.contender.name;
  if (!(await running.waitForCalm(CALM_TIMEOUT_MS, signal))) {
    process.stdout.write(`note: ${contender} did not calm down after a fault; it was started afresh\n`);
    try {
      await running.end();
      await running.start(programs, signal);
    } catch (error) {
      signal.throwIfAborted();
      process.stdout.write(`note: ${contender} misses a round: ${(error as Error).message}\n`);
      return undefined;
    }
  }
  await sleep(moment, signal);
  const milliseconds = await measureRecovery(measureProgram, fault, running, signal);
  running.markDisturbed();
  return { contender, milliseconds };
}

/** One line that is overwritten, and only for somebody who watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
