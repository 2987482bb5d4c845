import { summarize } from "../lib/statistics.ts";
import { formatFigure, formatTable } from "../lib/table.ts";
import { FAULTS, type Fault, TIMEOUT_MS } from "./faults.ts";

/** One measurement. No milliseconds: not recovered in time. */
export interface Trial {
  readonly fault: Fault;
  readonly round: number;
  readonly contender: string;
  readonly milliseconds: number | undefined;
}

export interface Entrant {
  readonly name: string;
  readonly version: string;
  readonly canHang: boolean;
}

const TITLES: Readonly<Record<Fault, string>> = {
  kill: "killed (SIGKILL): until the first good answer of a new process",
  hang: "hung (SIGSTOP)",
  again: "killed again 100 ms after it was back: the second recovery",
};

/** The name whose median the others are held against. */
const UNIT = "bare re-fork in Node";

/** One table a fault, contenders in the order given. */
export function formatReport(entrants: readonly Entrant[], trials: readonly Trial[]): string {
  return FAULTS.filter((fault) => trials.some((trial) => trial.fault === fault))
    .map((fault) => `${TITLES[fault]}\n\n${formatFault(fault, entrants, trials)}`)
    .join("\n\n");
}

function formatFault(fault: Fault, entrants: readonly Entrant[], trials: readonly Trial[]): string {
  const of = (name: string): Trial[] => trials.filter((trial) => trial.fault === fault && trial.contender === name);
  const unit = summarize(recovered(of(UNIT)))?.median;
  const rows = entrants.map(({ name, version, canHang }) => {
    const own = of(name);
    const title = `${name} ${version}`;
    if (own.length === 0) return [title, "0", fault === "hang" && !canHang ? "never: it does not check" : "–"];
    const summary = summarize(recovered(own));
    const figures = [summary?.median, summary?.p95, summary?.maximum].map(formatFigure);
    const ratio = unit && summary ? formatFigure(summary.median / unit) : "–";
    const lost = own.length - (summary?.count ?? 0);
    return [title, String(own.length), ...figures, ratio, lost === 0 ? "" : `${lost} of ${own.length}`];
  });
  const header = ["contender", "n", "median ms", "p95 ms", "max ms", `× ${UNIT}`, `not back in ${TIMEOUT_MS / 1000} s`];
  return formatTable(header, rows);
}

function recovered(trials: readonly Trial[]): number[] {
  return trials.map((trial) => trial.milliseconds).filter((milliseconds) => milliseconds !== undefined);
}
