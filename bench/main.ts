/**
 * `npm run bench -- NAME [options]`: runs one benchmark. Each is a folder with a `run.ts`; the folder listing is the list
 * of benchmarks, so a new one needs no line here.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

interface Benchmark {
  /** Returns the exit status. */
  run(commandLine: string[]): Promise<number>;
}

function benchmarkNames(): string[] {
  return readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, "run.ts")));
}

async function main([name, ...commandLine]: string[]): Promise<number> {
  if (name === undefined || !benchmarkNames().includes(name)) {
    process.stderr.write(`usage: npm run bench -- ${benchmarkNames().join("|")} [options]   (--help: the options)\n`);
    return 2;
  }
  const benchmark = (await import(`./${name}/run.ts`)) as Benchmark;
  return await benchmark.run(commandLine);
}

process.exitCode = await main(process.argv.slice(2));
