/** `npm run sim -- --seed 1..200 --days 30`: the real engine in a simulated world (docs/simulation.md). */
import { availableParallelism } from "node:os";
import { runSeeds } from "./crew.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { sayFailure, sayResult, saySum } from "./report.ts";
import type { SeedResult } from "./seed/index.ts";

function say(text: string): void {
  if (text !== "") process.stdout.write(`${text}\n`);
}

async function main(commandLine: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(commandLine, availableParallelism());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
  const began = performance.now();
  const results: SeedResult[] = [];
  let failed = 0;
  await runSeeds(options, (result, again) => {
    results.push(result);
    const isSame = again === undefined || again.head.hash === result.head.hash;
    if (result.failure !== null || !isSame) failed++;
    say(sayResult(result));
    say(sayFailure(result, options));
    if (!isSame)
      say(`  the second run of seed ${result.seed} gave another log: ${again?.head.seq} ${again?.head.hash}`);
  });
  say(saySum(results, performance.now() - began));
  say(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
