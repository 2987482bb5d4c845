/** What `npm run sim` may be told. */
import { parseArgs } from "node:util";
import { nothingPlanted, type Plant, plants } from "./plants/index.ts";

export interface Options {
  readonly seeds: readonly number[];
  readonly days: number;
  readonly jobs: number;
  /** Everything that happens is printed, of all seeds. */
  readonly verbose: boolean;
  /** Every seed runs twice, and both logs must end with the same hash. */
  readonly checkDeterminism: boolean;
  readonly plant: Plant;
}

export const usage = `usage: npm run sim -- [options]
  --seed N | N..M       which seeds (1..6)
  --days N              simulated days of each (10)
  --jobs N              processes at once (one per core)
  --check-determinism   runs each seed twice, and compares the logs
  --verbose             prints everything that happens, and the faults that were drawn
  --plant NAME          puts a bug in on purpose: ${plants.map(({ name }) => name).join(", ")}`;

/** Throws Error with what is wrong. */
export function readOptions(commandLine: readonly string[], cores: number): Options {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      seed: { type: "string", default: "1..6" },
      days: { type: "string", default: "10" },
      jobs: { type: "string", default: String(cores) },
      verbose: { type: "boolean", default: false },
      "check-determinism": { type: "boolean", default: false },
      plant: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) throw new Error("The real engine in a simulated world; see docs/simulation.md.");
  const plant = values.plant === undefined ? nothingPlanted : plants.find(({ name }) => name === values.plant);
  if (plant === undefined) throw new Error(`there is no bug named ${values.plant} to plant`);
  return {
    seeds: readSeeds(values.seed),
    days: readWhole(values.days, "--days", 366),
    jobs: readWhole(values.jobs, "--jobs", 64),
    verbose: values.verbose,
    checkDeterminism: values["check-determinism"],
    plant,
  };
}

function readSeeds(text: string): readonly number[] {
  const [first, last = first] = text.split("..");
  const from = readWhole(first ?? "", "--seed", 1_000_000_000);
  const to = readWhole(last ?? "", "--seed", 1_000_000_000);
  if (to < from) throw new Error(`--seed ${text}: the last comes before the first`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function readWhole(text: string, option: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new Error(`${option} ${text}: must be a whole number from 1 to ${most}`);
  return value;
}
