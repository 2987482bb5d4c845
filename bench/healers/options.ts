import { tmpdir } from "node:os";
import { listOf, parseOptions } from "../lib/options.ts";
import { faults, type Victims, victims } from "./faults.ts";

export const HELP = `npm run bench -- healers [options]
What is done to all three at once is done under a systemd of the bench's own, which needs root, and so does a full disk.
  --trials N          of each fault of each victim (20)
  --faults LIST       ${Object.keys(faults).join(",")} (all)
  --who LIST          ${Object.keys(victims).join(",")} (all)
  --scenes N          so many Chirons at once, among which the rounds are divided (1)
  --silent-after D    healers.silentAfter (5s; the default of Chiron is 30s)
  --confirm-for D     healers.confirmFor (1s; the default of Chiron is 60s)
  --memory-limit S    healers.memoryLimit (256MB; the default of Chiron is 512MB)
  --chaos N           instead: so many random kills, hangs and pauses in a row, while services die, and what is left in the end
  --seed N            for --chaos (by the clock)
  --directory DIR     where the files lie (the folder for temporary files)
  --json FILE         the raw data
`;

export interface Options {
  readonly trials: number;
  readonly faults: readonly string[];
  readonly who: readonly Victims[];
  readonly scenes: number;
  readonly limits: { readonly silentAfter: string; readonly confirmFor: string; readonly memoryLimit: string };
  readonly chaos: number;
  readonly seed: number;
  readonly directory: string;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    trials: "20",
    faults: Object.keys(faults).join(","),
    who: Object.keys(victims).join(","),
    scenes: "1",
    "silent-after": "5s",
    "confirm-for": "1s",
    "memory-limit": "256MB",
    chaos: "0",
    seed: String(Date.now() % 1_000_000),
    directory: tmpdir(),
  });
  if (values === undefined) return undefined;
  return {
    trials: Number(values.trials),
    faults: known(listOf(values.faults), Object.keys(faults)),
    who: known(listOf(values.who), Object.keys(victims)) as Victims[],
    scenes: Number(values.scenes),
    limits: {
      silentAfter: values["silent-after"],
      confirmFor: values["confirm-for"],
      memoryLimit: values["memory-limit"],
    },
    chaos: Number(values.chaos),
    seed: Number(values.seed),
    directory: values.directory,
    jsonFile: values.json,
  };
}

function known(words: readonly string[], names: readonly string[]): string[] {
  for (const word of words) if (!names.includes(word)) throw new Error(`"${word}" is none of ${names.join(", ")}`);
  return [...words];
}
