import { quantile } from "../lib/statistics.ts";
import { formatFigure, formatTable } from "../lib/table.ts";
import type { Decision } from "./measure.ts";
import type { Options } from "./options.ts";

export function formatReport(decisions: readonly Decision[], { runbooks, incidents }: Options): string {
  const row = (name: string, values: readonly number[]): string[] => {
    const sorted = values.toSorted((left, right) => left - right);
    return [name, ...[0, 0.5, 0.95, 0.99, 1].map((share) => formatFigure(quantile(sorted, share)))];
  };
  const kinds = Map.groupBy(decisions, ({ decision }) => decision);
  const counted = [...kinds].map(([decision, list]) => `${list.length} ${decision}`).join(", ");
  return [
    `${decisions.length} decisions with ${runbooks} runbooks and ${incidents} open incidents (${counted})`,
    formatTable(
      ["ms", "min", "median", "p95", "p99", "max"],
      [
        row(
          "from the incident's opening to the verdict",
          decisions.filter(({ needsAnother }) => !needsAnother).map(({ milliseconds }) => milliseconds),
        ),
        row(
          "the same where what it needs is looked at first",
          decisions.filter(({ needsAnother }) => needsAnother).map(({ milliseconds }) => milliseconds),
        ),
        row(
          "of both: judging, after the plan",
          decisions.map((one) => one.planAndJudgeMilliseconds),
        ),
      ],
    ),
  ].join("\n\n");
}
