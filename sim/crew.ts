/** Runs seeds in processes of their own, as many at once as there are jobs; each process takes the next seed when it is done. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Options } from "./options.ts";
import type { SeedResult } from "./seed/index.ts";
import type { SeedOrder } from "./seed.main.ts";

export async function runSeeds(
  { seeds, days, jobs, plant, verbose, checkDeterminism }: Options,
  onResult: (result: SeedResult, again: SeedResult | undefined) => void,
): Promise<void> {
  const waiting = [...seeds];
  const work = async (): Promise<void> => {
    const worker = fork(join(import.meta.dirname, "seed.main.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const order = { seed, days, plant: plant.name, verbose };
        const result = await ask(worker, order);
        onResult(result, checkDeterminism ? await ask(worker, { ...order, verbose: false }) : undefined);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, work));
}

function ask(worker: ChildProcess, order: SeedOrder): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the process of seed ${order.seed} ended with ${code}`));
    worker.once("exit", onExit);
    worker.once("message", (result: SeedResult) => {
      worker.off("exit", onExit);
      resolve(result);
    });
    worker.send(order);
  });
}
