/** What a target is watched for: when something counts as wrong, and by which numbers. */
import type { TargetDetail } from "#core/model";
import { Card, type Column, countOf, Empty, lengthOf, SeverityBadge, Table } from "../../kit/index.ts";

type WatchedFor = TargetDetail["watchedFor"][number];

const columns: readonly Column<WatchedFor>[] = [
  {
    name: "What",
    cell: ({ title, type }) => (
      <span>
        {title}
        <br />
        <code class="quiet">{type}</code>
      </span>
    ),
  },
  { name: "Severity", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
  { name: "Probes", cell: ({ probes }) => probes.join(", ") },
  { name: "Thresholds", cell: ({ thresholds }) => <Thresholds of={thresholds} /> },
  {
    name: "Wrong when",
    cell: ({ condition, confirmation }) => (
      <span>
        <code>{condition}</code>
        <br />
        <span class="quiet">{confirmationOf(confirmation)}</span>
      </span>
    ),
  },
];

export function Watched({ of }: { readonly of: TargetDetail["watchedFor"] }) {
  return (
    <Card title="Watched for" aside={countOf(of.length, "rule")}>
      {of.length === 0 ? (
        <Empty title="No rule looks at it.">Its readings are kept, and nothing of them counts as wrong.</Empty>
      ) : (
        <Table caption="What it is watched for" columns={columns} rows={of} keyOf={({ type }) => type} />
      )}
    </Card>
  );
}

function Thresholds({ of }: { readonly of: WatchedFor["thresholds"] }) {
  if (of.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="thresholds">
      {of.map(({ name, value, own }) => (
        <li key={name}>
          <code>{name}</code> {value.toLocaleString()}
          {own && <span class="quiet"> (set for this target)</span>}
        </li>
      ))}
    </ul>
  );
}

function confirmationOf({ bad, forMs }: WatchedFor["confirmation"]): string {
  const parts = [bad > 1 ? `${bad} times in a row` : null, forMs > 0 ? `for ${lengthOf(forMs)}` : null];
  return parts.filter(Boolean).join(", ") || "once is enough";
}
