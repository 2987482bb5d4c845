import { parseOptions } from "../lib/options.ts";

export const HELP = `npm run bench -- mixed [options]
  --targets N      how many targets, of all kinds (1000)
  --runs N         how many times, each from a fresh start (3)
  --warmup S       seconds before the measurement (30)
  --measure S      seconds of the measurement (60)
  --json FILE      the raw data
`;

export interface Options {
  readonly targets: number;
  readonly runs: number;
  readonly warmupSeconds: number;
  readonly measureSeconds: number;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, { targets: "1000", runs: "3", warmup: "30", measure: "60" });
  if (values === undefined) return undefined;
  return {
    targets: Number(values.targets),
    runs: Number(values.runs),
    warmupSeconds: Number(values.warmup),
    measureSeconds: Number(values.measure),
    jsonFile: values.json,
  };
}
