/** Where outputs come through, and how well they keep to what was agreed there. */
import type { GateView } from "#core/model";
import { Badge, Card, type Column, Moment, Table } from "../../kit/index.ts";
import { toneOfScore } from "./score.tsx";

const columns: readonly Column<GateView>[] = [
  { name: "Gate", cell: ({ gate }) => gate },
  { name: "Score", cell: ({ score }) => <Badge tone={toneOfScore(score)}>{String(score)}</Badge> },
  { name: "As it went", cell: ({ history }) => <Spark history={history} /> },
  { name: "As agreed", cell: ({ checks }) => checks.valid.toLocaleString(), isNumber: true },
  { name: "Degraded", cell: ({ checks }) => checks.degraded.toLocaleString(), isNumber: true },
  { name: "Violations", cell: ({ checks }) => checks.violation.toLocaleString(), isNumber: true },
  { name: "Last", cell: ({ lastAt }) => <Moment at={lastAt} /> },
  { name: "Contract", cell: ({ contract }) => contract ?? "none" },
];

export function Gates({ gates }: { readonly gates: readonly GateView[] }) {
  return (
    <Card title="Gates" aside="outputs of the last 24 hours">
      <Table caption="Gates" columns={columns} rows={gates} keyOf={({ gate }) => gate} />
    </Card>
  );
}

const width = 120;
const height = 28;

/** The score's way in steps. The figure beside it says where it is; this, whether it falls. */
function Spark({ history }: Pick<GateView, "history">) {
  const scores = history.map(({ score }) => score);
  if (scores.length < 2) return <span class="quiet">steady</span>;
  const lowest = Math.min(...scores);
  const stride = width / scores.length;
  // From a little below the lowest up to 100: small falls are to be seen, too.
  const floor = Math.max(0, lowest - 10);
  const y = (score: number) => height - 2 - ((score - floor) / (100 - floor)) * (height - 4);
  const path = scores.map(
    (score, index) => `${index === 0 ? "M0" : `V${y(score)} H${index * stride}`}${index === 0 ? ` ${y(score)}` : ""}`,
  );
  const said = `from ${scores[0]} to ${scores.at(-1)}, at lowest ${lowest}`;
  return (
    <svg class="spark" width={width} height={height} role="img" aria-label={said}>
      <title>{said}</title>
      <path d={`${path.join(" ")} H${width}`} />
    </svg>
  );
}
