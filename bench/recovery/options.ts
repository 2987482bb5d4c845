import { listOf, parseOptions } from "../lib/options.ts";
import { FAULTS, type Fault } from "./faults.ts";

export const HELP = `npm run bench -- recovery [options]
  --trials N       how often each contender is killed, and hung (30)
  --again N        how often each is killed twice (10)
  --faults A,B     of ${FAULTS.join(", ")} (all)
  --only A,B       contenders by name; part of a name will do (all that are installed)
  --seed N         order and moments of the faults (1)
  --json FILE      the raw data
`;

export interface Options {
  readonly rounds: Readonly<Record<Fault, number>>;
  readonly only: readonly string[];
  readonly seed: number;
  readonly jsonFile: string | undefined;
}

/** Undefined when help is asked for. Throws on an unknown option. */
export function readOptions(commandLine: string[]): Options | undefined {
  const values = parseOptions(commandLine, {
    trials: "30",
    again: "10",
    faults: FAULTS.join(","),
    only: "",
    seed: "1",
  });
  if (values === undefined) return undefined;
  const wanted = values.faults.split(",");
  const rounds = (fault: Fault, count: string): number => (wanted.includes(fault) ? Number(count) : 0);
  return {
    rounds: {
      kill: rounds("kill", values.trials),
      hang: rounds("hang", values.trials),
      again: rounds("again", values.again),
    },
    only: listOf(values.only),
    seed: Number(values.seed),
    jsonFile: values.json,
  };
}
