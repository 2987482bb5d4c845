/** What was tried, what it came to, and how surely it is known to help. */
import type { Learning } from "#core/model";
import { Badge, Card, type Column, Empty, Gradually, Interval, Moment, Table } from "../../kit/index.ts";

type StrategyRecord = Learning["strategies"][number];

const columns: readonly Column<StrategyRecord>[] = [
  {
    name: "Strategy",
    cell: ({ runbook, strategy, version, current }) => (
      <span>
        <bdi>{strategy}</bdi>
        <br />
        <span class="quiet">
          <a href={`/runbooks/${encodeURIComponent(runbook)}`}>
            <bdi>{runbook}</bdi>
          </a>
          , version {version} {!current && "(not in force)"}
        </span>
      </span>
    ),
  },
  { name: "Came to", cell: ({ outcomes }) => <Outcomes of={outcomes} /> },
  { name: "Helps", cell: ({ confidence }) => <Interval {...confidence} of="it helps" /> },
  { name: "Last", cell: ({ lastAt }) => <Moment at={lastAt} /> },
];

export function Strategies({ of }: { readonly of: readonly StrategyRecord[] }) {
  return (
    <Card title="What works" id="strategies">
      {of.length === 0 ? (
        <Empty title="Nothing was tried yet.">Each attempt to repair something leaves its outcome here.</Empty>
      ) : (
        <Gradually of={of} noun="strategy">
          {(shown) => (
            <Table
              caption="Strategies, what was tried last first"
              columns={columns}
              rows={shown}
              keyOf={({ runbook, hash, strategy }) => `${runbook} ${hash} ${strategy}`}
            />
          )}
        </Gradually>
      )}
    </Card>
  );
}

function Outcomes({ of }: { readonly of: StrategyRecord["outcomes"] }) {
  return (
    <span class="row">
      {of.recovered > 0 && <Badge tone="good">{`${of.recovered} recovered`}</Badge>}
      {of.not_recovered > 0 && <Badge tone="bad">{`${of.not_recovered} did not help`}</Badge>}
      {of.failed > 0 && <Badge tone="bad">{`${of.failed} failed`}</Badge>}
      {of.unverified > 0 && <Badge tone="warn">{`${of.unverified} unverified`}</Badge>}
    </span>
  );
}
