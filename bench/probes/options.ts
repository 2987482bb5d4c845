import { parseArgs } from "node:util";

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
  const text = (standard: string) => ({ type: "string", default: standard }) as const;
  const { values } = parseArgs({
    args: commandLine,
    options: {
      targets: text("200,1000"),
      hanging: text("0"),
      warmup: text("30"),
      measure: text("60"),
      only: text(""),
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    targetCounts: values.targets.split(",").map(Number),
    hanging: Number(values.hanging),
    warmupSeconds: Number(values.warmup),
    measureSeconds: Number(values.measure),
    only: values.only === "" ? [] : values.only.split(","),
    jsonFile: values.json,
  };
}
