/** Sessions whose outputs are not all as agreed. */
import type { HarmonySession } from "#core/model";
import { Badge, Card, type Column, Moment, Table, Text } from "../../kit/index.ts";
import { toneOfScore } from "./score.tsx";

const shown = 20;

const columns: readonly Column<HarmonySession>[] = [
  { name: "Session", cell: ({ session }) => <Text>{session}</Text> },
  { name: "Score", cell: ({ score }) => <Badge tone={toneOfScore(score)}>{String(score)}</Badge> },
  { name: "As agreed", cell: ({ checks }) => checks.valid.toLocaleString(), isNumber: true },
  { name: "Degraded", cell: ({ checks }) => checks.degraded.toLocaleString(), isNumber: true },
  { name: "Violations", cell: ({ checks }) => checks.violation.toLocaleString(), isNumber: true },
  { name: "Last", cell: ({ lastAt }) => <Moment at={lastAt} /> },
];

export function Sessions({ sessions }: { readonly sessions: readonly HarmonySession[] }) {
  const drifting = sessions.filter(({ score }) => score < 100).sort((a, b) => a.score - b.score);
  if (sessions.length === 0) return null;
  const well = sessions.length - drifting.length;
  return (
    <Card
      title="Sessions"
      aside={`${well.toLocaleString()} of the last ${sessions.length.toLocaleString()} are at 100`}
    >
      {drifting.length === 0 ? (
        <p class="quiet">Each of them keeps to what was agreed.</p>
      ) : (
        <Table
          caption="Sessions below 100, the lowest first"
          columns={columns}
          rows={drifting.slice(0, shown)}
          keyOf={({ session }) => session}
        />
      )}
    </Card>
  );
}
