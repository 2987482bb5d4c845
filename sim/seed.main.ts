/** A process that runs the seeds it is sent, one after the other, and sends back what became of each. */
import { nothingPlanted, plants } from "./plants/index.ts";
import { runSeed } from "./seed/index.ts";

export interface SeedOrder {
  readonly seed: number;
  readonly days: number;
  readonly plant: string;
  readonly verbose: boolean;
}

process.on("message", ({ seed, days, plant: name, verbose }: SeedOrder) => {
  const plant = plants.find((one) => one.name === name) ?? nothingPlanted;
  const say = verbose ? { say: (line: string) => void process.stdout.write(`${line}\n`) } : {};
  runSeed({ seed, days, plant, ...say }).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
