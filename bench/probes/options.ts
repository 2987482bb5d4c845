import { listOf, parseOptions } from "../lib/options.ts";

export const HELP = `npm run bench -- probes [options]
  --targets A,B    how many targets, one measurement each (200,1000)
  --hanging N      how many of them never answer (0)
  --warmup S       seconds before the measurement (30)
  --measure S      seconds of the measurement (60)
  --only A,B       contenders by name; part of a name will do (all that are installed)
  --json FILE      the raw data
`;

export interface Options {
  readonly targetCounts: readonly number[];
  readonly hanging: number;
  readonly warmupSeconds: number;
  readonly measureSeconds: number;
  readonly only: readonly string[];
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    targets: "200,1000",
    hanging: "0",
    warmup: "30",
    measure: "60",
    only: "",
  });
  if (values === undefined) return undefined;
  return {
    targetCounts: values.targets.split(",").map(Number),
    hanging: Number(values.hanging),
    warmupSeconds: Number(values.warmup),
    measureSeconds: Number(values.measure),
    only: listOf(values.only),
    jsonFile: values.json,
  };
}
