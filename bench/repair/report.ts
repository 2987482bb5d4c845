import { summarize } from "../lib/statistics.ts";
import { formatFigure, formatTable } from "../lib/table.ts";
import type { HealthyTrial, Measured, Trial } from "./measure.ts";

const HEADER = [
  "",
  "n",
  "parse again",
  "identical",
  "same tokens",
  "to a human",
  "worse",
  "p50 ms",
  "p95 ms",
  "max ms",
];
/** Kinds for which the right answer is a human, so that they do not count as failed. */
const FOR_HUMANS = new Set(["conflict left", "end cut off, without"]);

export function formatReport({ trials, healthy, missing }: Measured): string {
  const counted = trials.filter(({ mutation }) => !FOR_HUMANS.has(mutation));
  const changed = healthy.filter(({ changed }) => changed).length;
  return [
    table("by language", counted, ({ language }) => language),
    table("by kind", trials, ({ mutation }) => mutation),
    formatTable(HEADER, [row("all but what is a human's", counted), row("all", trials)]),
    `healthy files: ${healthy.length} looked at, ${changed} changed or refused`,
    ...(missing.length > 0 ? [`no files found for: ${missing.join(", ")}`] : []),
  ].join("\n\n");
}

function table(title: string, trials: readonly Trial[], keyOf: (trial: Trial) => string): string {
  const keys = [...new Set(trials.map(keyOf))].sort();
  return formatTable(
    [title, ...HEADER.slice(1)],
    keys.map((key) =>
      row(
        key,
        trials.filter((trial) => keyOf(trial) === key),
      ),
    ),
  );
}

function row(title: string, trials: readonly Trial[]): string[] {
  const share = (is: (trial: Trial) => boolean): string =>
    `${((trials.filter(is).length * 100) / trials.length).toFixed(1)} %`;
  const times = summarize(trials.map(({ milliseconds }) => milliseconds));
  return [
    title,
    String(trials.length),
    share(({ parses }) => parses),
    share(({ identical }) => identical),
    share(({ sameTokens }) => sameTokens),
    share(({ outcome }) => outcome === "human"),
    String(trials.filter(({ losses }) => losses.length > 0).length),
    ...[times?.median, times?.p95, times?.maximum].map(formatFigure),
  ];
}

export function formatExamples(trials: readonly Trial[], count: number): string {
  const others = trials.filter(({ identical, mutation }) => !identical && !FOR_HUMANS.has(mutation)).slice(0, count);
  return others
    .map(({ language, mutation, path, outcome, fixer, why, losses, excerpt, at }) => {
      const head = `=== ${language}, ${mutation}: ${outcome}${fixer ? ` by ${fixer}` : ""}: ${why}${losses.length > 0 ? ` WORSE: ${losses.slice(0, 3).join(" | ").slice(0, 300)}` : ""}\n${path} at ${at}`;
      return excerpt === undefined
        ? head
        : `${head}\n--- was\n${excerpt[0]}\n--- broken\n${excerpt[1]}\n--- mended\n${excerpt[2]}`;
    })
    .join("\n");
}

export function isGood(trials: readonly Trial[], healthy: readonly HealthyTrial[]): boolean {
  return trials.every(({ losses }) => losses.length === 0) && healthy.every(({ changed }) => !changed);
}
