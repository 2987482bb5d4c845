import { summarize } from "../lib/statistics.ts";
import { formatFigure, formatTable } from "../lib/table.ts";
import type { Trial } from "./measure.ts";

const seconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? "–" : formatFigure(milliseconds / 1_000);

export function formatReport(trials: readonly Trial[]): string {
  const groups = [...Map.groupBy(trials, ({ fault, who }) => `${fault}|${who}`)];
  const rows = groups.map(([name, list]) => {
    const detected = summarize(list.map(({ detectedMs }) => detectedMs));
    const recovered = summarize(list.map(({ recoveredMs }) => recoveredMs));
    const figures = [detected, recovered].flatMap((of) => [of?.median, of?.p95, of?.maximum].map(seconds));
    const [fault = "", who = ""] = name.split("|");
    const engines = [...Map.groupBy(list, ({ engine }) => engine)].map(([state, of]) => `${state} ${of.length}`);
    return [fault, who, String(list.length), ...figures, engines.join(", ")];
  });
  const figures = ["seen s: median", "p95", "max", "well s: median", "p95", "max"];
  return formatTable(["fault", "of", "n", ...figures, "engine then"], rows);
}
