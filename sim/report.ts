/** What is printed: one line a seed, all there is to know of a failing one, and the sum. */
import type { Options } from "./options.ts";
import type { SeedResult } from "./seed/index.ts";

export function sayResult({ seed, days, failure, counts, head }: SeedResult): string {
  const what = `${counts.events} events, ${counts.incidents} incidents, ${counts.repairs} repairs, ${counts.pages} pages, ${counts.crashes} crashes`;
  return `seed ${seed}: ${failure === null ? "holds" : "FAILS"}, ${days} days, ${what}, ${head.hash.slice(0, 12)}`;
}

export function sayFailure({ seed, days, failure, faults }: SeedResult, { plant, verbose }: Options): string {
  if (failure === null) return verbose ? faults.map((line) => `  fault: ${line}`).join("\n") : "";
  const planted = plant.name === "none" ? "" : ` --plant ${plant.name}`;
  return [
    `  invariant  ${failure.invariant}`,
    `  what       ${failure.message}`,
    `  when       day ${failure.day}, after event ${failure.seq}`,
    `  faults     ${failure.faults.length === 0 ? "none around it" : ""}`,
    ...failure.faults.map((line) => `    ${line}`),
    "  before it",
    ...failure.events.map((line) => `    ${line}`),
    `  again      npm run sim -- --seed ${seed} --days ${Math.min(days, failure.day)}${planted} --verbose`,
  ].join("\n");
}

export function saySum(results: readonly SeedResult[], wallMs: number): string {
  const sum = (of: (result: SeedResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const days = sum((result) => result.days);
  const counted = [
    `${results.length} seeds`,
    `${days} simulated days`,
    `${sum(({ counts }) => counts.events)} events`,
    `${sum(({ counts }) => counts.incidents)} incidents`,
    `${sum(({ counts }) => counts.repairs)} repairs`,
    `${sum(({ counts }) => counts.pages)} pages`,
    `${sum(({ counts }) => counts.crashes)} crashes`,
    `${(wallMs / 1_000).toFixed(1)} s`,
    `${(days / (wallMs / 1_000)).toFixed(1)} simulated days per second`,
    `${(days / (sum(({ processorMs }) => processorMs) / 1_000)).toFixed(1)} per second of one processor`,
  ];
  return counted.join(", ");
}
