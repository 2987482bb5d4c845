import { formatFigure, formatTable } from "../lib/table.ts";
import type { Lateness } from "./lateness.ts";

export interface Run extends Lateness {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMB: number;
  readonly pssMB: number;
}

const HEADER = [
  "run",
  "polls",
  "CPU s / 1,000 polls",
  "% of a core",
  "RSS MB",
  "PSS MB",
  "beyond interval p50",
  "p95",
  "max",
  "late",
  "missed",
];

export function formatReport(kinds: string, runs: readonly Run[]): string {
  const rows = runs.map((run, index) => [String(index + 1), ...cellsOf(run)]);
  const cpu = runs.map(cpuPerThousand).toSorted((left, right) => left - right);
  const spread = `CPU s / 1,000 polls: median ${formatFigure(cpu[Math.floor((cpu.length - 1) / 2)])}, from ${formatFigure(cpu[0])} to ${formatFigure(cpu.at(-1))} in ${runs.length} runs`;
  return `${kinds}\n\n${formatTable(HEADER, rows)}\n\n${spread}\nlate: more than 10 % of the interval; jitter of 5 % is intended`;
}

function cellsOf(run: Run): readonly string[] {
  const percent = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(1)} %`);
  return [
    String(run.polls),
    formatFigure(cpuPerThousand(run)),
    formatFigure((run.cpuSeconds / run.seconds) * 100),
    formatFigure(run.rssMB),
    formatFigure(run.pssMB),
    percent(run.beyondPercent?.median),
    percent(run.beyondPercent?.p95),
    percent(run.beyondPercent?.maximum),
    String(run.late),
    String(run.missed),
  ];
}

function cpuPerThousand({ cpuSeconds, polls }: Run): number {
  return (cpuSeconds / polls) * 1_000;
}
