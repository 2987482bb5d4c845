import { type LanguageName, languageNames } from "#repair/languages";
import { listOf, parseOptions } from "../lib/options.ts";
import type { Plan } from "./measure.ts";

export const HELP = `npm run bench -- repair [options]
  --per-kind N      mutants of each kind and language (12)
  --seed N          (1)
  --half HALF       report: files that no weight was set by; tune: the others; all (report)
  --languages A,B   (all)
  --kinds A,B       kinds of mutation (all)
  --roots DIR,DIR   folders to be looked through as if each were the root of the machine
  --show N          how many of those that are not identical are shown (0)
  --json FILE       the raw data
`;

export interface Options {
  readonly plan: Plan;
  readonly show: number;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    "per-kind": "12",
    seed: "1",
    half: "report",
    languages: "",
    kinds: "",
    roots: "",
    show: "0",
  });
  if (values === undefined) return undefined;
  const { half } = values;
  if (half !== "tune" && half !== "report" && half !== "all")
    throw new Error(`--half: "${half}" is neither tune nor report nor all.`);
  const wanted = listOf(values.languages);
  const unknown = wanted.find((name) => !languageNames.includes(name as LanguageName));
  if (unknown !== undefined)
    throw new Error(`--languages: nobody knows "${unknown}". There are ${languageNames.join(", ")}.`);
  return {
    plan: {
      seed: Number(values.seed),
      half,
      perKind: Number(values["per-kind"]),
      languages: wanted.length === 0 ? languageNames : (wanted as LanguageName[]),
      kinds: listOf(values.kinds),
      prefixes: listOf(values.roots),
    },
    show: Number(values.show),
    jsonFile: values.json,
  };
}
