/** All incidents, found again by what they were about. */

import type { IncidentSummary, Page } from "#core/model";
import { useResource } from "../../api/index.ts";
import {
  Card,
  type Column,
  Empty,
  Length,
  Loaded,
  Moment,
  PageHead,
  plain,
  SeverityBadge,
  StateBadge,
  Table,
  usePages,
} from "../../kit/index.ts";
import { place } from "../../shell/index.ts";
import { Filters } from "./filters.tsx";
import { queryOf } from "./query.ts";

const pageLength = 50;
/** Two lines of it are shown. */
const summaryLength = 300;

const columns: readonly Column<IncidentSummary>[] = [
  {
    name: "What",
    isTitle: true,
    cell: ({ id, type, summary }) => (
      <>
        <a href={`/incidents/${id}`}>{plain(type)}</a>
        <br />
        <span class="quiet clamp">{summary.slice(0, summaryLength)}</span>
      </>
    ),
  },
  { name: "Target", cell: ({ target }) => <a href={`/targets/${target}`}>{target}</a> },
  { name: "Severity", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
  { name: "State", cell: ({ state }) => <StateBadge state={state} /> },
  { name: "Opened", cell: ({ openedAt }) => <Moment at={openedAt} /> },
  { name: "Lasted", cell: ({ openedAt, endedAt }) => <Length from={openedAt} to={endedAt} />, isNumber: true },
];

export function View() {
  const { query } = place.value;
  const filter = queryOf(query);
  return (
    <>
      <PageHead title="Incidents" />
      <Filters query={query} />
      <Found key={filter} filter={filter} isAll={query.get("all") === "true"} />
    </>
  );
}

function Found({ filter, isAll }: { readonly filter: string; readonly isAll: boolean }) {
  const pages = usePages();
  const path = `/v1/incidents?limit=${pageLength}${filter}${pages.query}`;
  const refreshOn = ({ type }: { readonly type: string }) => type.startsWith("incident.");
  const page = useResource<Page<IncidentSummary>>(path, { refreshOn, keepsLast: true });
  return (
    <Loaded of={page}>
      {({ items, next }) => (
        <Card title={isAll ? "Open and ended" : "Open"} aside={pages.isFirst ? undefined : `Page ${pages.number}`}>
          {items.length === 0 ? (
            <Empty title={isAll ? "None fits." : "None that fits is open."}>
              {isAll ? "Take a filter away to see more." : "Ended ones are found by ticking the box above."}
            </Empty>
          ) : (
            <Table caption="Incidents, the newest first" columns={columns} rows={items} keyOf={({ id }) => id} />
          )}
          <div class="row">{pages.buttons(next)}</div>
        </Card>
      )}
    </Loaded>
  );
}
