/** What was mended and came back: there the repair is none, or the cause is elsewhere. */
import type { Learning } from "#core/model";
import { Badge, Card, type Column, Empty, Gradually, Moment, plain, Table } from "../../kit/index.ts";

type Recurring = Learning["recurring"][number];

const columns: readonly Column<Recurring>[] = [
  {
    name: "What",
    cell: ({ type, target, lastIncident }) => (
      <span>
        <a href={`/incidents/${lastIncident}`}>{plain(type)}</a> on{" "}
        <a href={`/targets/${encodeURIComponent(target)}`}>
          <bdi>{target}</bdi>
        </a>
      </span>
    ),
  },
  {
    name: "How often",
    cell: ({ incidents, open }) => (
      <span>
        {incidents} times {open > 0 && <Badge tone="bad">open now</Badge>}
      </span>
    ),
  },
  {
    name: "Ended",
    cell: ({ resolved, selfResolved }) => (
      <span>
        {resolved} by repair, {selfResolved} by itself
      </span>
    ),
  },
  { name: "Last", cell: ({ lastAt }) => <Moment at={lastAt} /> },
];

export function Returning({ of }: { readonly of: readonly Recurring[] }) {
  return (
    <Card title="What comes back" aside="in 30 days" id="returning">
      {of.length === 0 ? (
        <Empty title="Nothing came back." />
      ) : (
        <Gradually of={of} noun="trouble" step={10}>
          {(shown) => (
            <Table
              caption="Trouble that came more than once"
              columns={columns}
              rows={shown}
              keyOf={({ fingerprint }) => fingerprint}
            />
          )}
        </Gradually>
      )}
    </Card>
  );
}
