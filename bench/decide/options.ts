import { tmpdir } from "node:os";
import { parseOptions } from "../lib/options.ts";

export const HELP = `npm run bench -- decide [options]
  --runbooks N     runbooks in the registry (1000)
  --incidents N    incidents that are open already (10000)
  --trials N       fresh incidents that are decided (300)
  --directory DIR  where the files lie (the folder for temporary files)
  --json FILE      the raw data
`;

export interface Options {
  readonly runbooks: number;
  readonly incidents: number;
  readonly trials: number;
  readonly directory: string;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    runbooks: "1000",
    incidents: "10000",
    trials: "300",
    directory: tmpdir(),
  });
  if (values === undefined) return undefined;
  return {
    runbooks: Number(values.runbooks),
    incidents: Number(values.incidents),
    trials: Number(values.trials),
    directory: values.directory,
    jsonFile: values.json,
  };
}
