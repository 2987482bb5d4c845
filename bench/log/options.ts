import { tmpdir } from "node:os";
import { parseOptions } from "../lib/options.ts";

export const HELP = `npm run bench -- log [options]
  --rounds N       how often everything is measured, in turns (5)
  --commits N      commits in each measurement (300)
  --events N       length of the log that is verified (200000)
  --directory DIR  where the files lie; it should be on the disk in question (the folder for temporary files)
  --json FILE      the raw data
`;

export interface Options {
  readonly rounds: number;
  readonly commits: number;
  readonly events: number;
  readonly directory: string;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    rounds: "5",
    commits: "300",
    events: "200000",
    directory: tmpdir(),
  });
  if (values === undefined) return undefined;
  return {
    rounds: Number(values.rounds),
    commits: Number(values.commits),
    events: Number(values.events),
    directory: values.directory,
    jsonFile: values.json,
  };
}
