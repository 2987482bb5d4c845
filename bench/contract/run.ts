/**
 * How many outputs one core checks each second (CONTRACT-03; the goal is 2,000 of 2 kB): text by fields, text by template, JSON by schema, and
 * events; with the format named, and recognised among all.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileContract, readContract } from "#contract";
import { describeMachine, formatMachine } from "../lib/machine.ts";
import { parseOptions } from "../lib/options.ts";
import { quantile } from "../lib/statistics.ts";
import { formatTable } from "../lib/table.ts";
import { subjects } from "./subjects.ts";

const HELP = `npm run bench -- contract [options]
  --trials N       rounds for each kind of output (20)
  --checks N       checks in each round (500)
  --json FILE      the raw data
`;

interface Row {
  readonly name: string;
  readonly bytes: number;
  /** Checks per second of processor time, one figure for each round, rising. */
  readonly rates: readonly number[];
}

export async function run(commandLine: string[]): Promise<number> {
  const options = parseOptions(commandLine, { trials: "20", checks: "500" });
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const [trials, checks] = [Number(options.trials), Number(options.checks)];
  const rows = subjects.flatMap(({ name, contract, format, output }) => {
    const text = readFileSync(join(import.meta.dirname, "../../examples/contracts", contract), "utf8");
    const checker = compileContract(readContract(text));
    const measure = (how: string, check: () => { readonly status: string }): Row => {
      if (check().status !== "valid") throw new Error(`the ${name} does not keep to ${contract}`);
      return { name: `${name}, ${how}`, bytes: Buffer.byteLength(output), rates: ratesOf(check, trials, checks) };
    };
    const named = format === null ? [] : [measure("format named", () => checker.check(output, { format }))];
    return [...named, measure("recognised", () => checker.check(output))];
  });
  const machine = describeMachine();
  process.stdout.write(`${formatMachine(machine)}\n\n${formatRows(rows, trials, checks)}\n`);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ machine, options, rows }, null, 2));
  return 0;
}

/** Of the processor's time: other work on the machine is not the checker's. */
function ratesOf(check: () => unknown, trials: number, checks: number): number[] {
  for (let count = 0; count < checks; count++) check();
  return Array.from({ length: trials }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < checks; count++) check();
    const { user, system } = process.cpuUsage(before);
    return (checks * 1_000_000) / (user + system);
  }).toSorted((left, right) => left - right);
}

function formatRows(rows: readonly Row[], trials: number, checks: number): string {
  const figure = (value: number) => Math.round(value).toLocaleString("en");
  const cells = rows.map(({ name, bytes, rates }) => [
    name,
    String(bytes),
    ...[0, 0.5, 1].map((share) => figure(quantile(rates, share))),
  ]);
  return [
    `Checks per second of one core; ${trials} rounds of ${checks} checks each`,
    formatTable(["output", "bytes", "slowest", "median", "fastest"], cells),
  ].join("\n\n");
}
