/** Repairs of code: what waits for a human, which repositories are looked after, and every repair by its state. */
import type { Page, RepositoryView, TaskSummary } from "#core/model";
import { useResource } from "../../api/index.ts";
import { Card, type Column, Empty, Loaded, Moment, PageHead, plain, Table, Text } from "../../kit/index.ts";
import { place, setQuery } from "../../shell/index.ts";
import { isOfRepair, lookEveryMs, TaskBadge } from "../task/index.ts";
import { Repositories } from "./repositories.tsx";

const states = [
  "observed",
  "waiting",
  "working",
  "proposed",
  "approved",
  "ready",
  "merged",
  "closed",
  "rejected",
  "failed",
];
const shown = 100;
const fresh = { refreshOn: isOfRepair, everyMs: lookEveryMs };

export function View() {
  const repositories = useResource<Page<RepositoryView>>("/v1/repair/repositories", fresh);
  return (
    <>
      <PageHead title="Repair" />
      <Loaded of={repositories}>
        {({ items }) =>
          items.length === 0 ? (
            <NoRepository />
          ) : (
            <>
              <Tasks repositories={items} />
              <Repositories repositories={items} onDone={repositories.refresh} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

const example = `repositories:
  - id: shop
    path: ./shop
    autonomy: approve     # observe, suggest, approve or auto: how far Chiron may go`;

function NoRepository() {
  return (
    <Card title="No repository is declared">
      <Empty title="No code is looked after yet.">
        In a repository that is declared, files that do not parse are found and mended, each as one commit on a branch
        of its own.
      </Empty>
      <pre tabIndex={0}>{example}</pre>
    </Card>
  );
}

const columns: readonly Column<TaskSummary>[] = [
  {
    name: "File",
    cell: ({ id, file, repository }) => (
      <>
        <a href={`/repair/${encodeURIComponent(id)}`}>
          <Text>{file}</Text>
        </a>
        <br />
        <span class="quiet">{repository}</span>
      </>
    ),
  },
  { name: "State", cell: (task) => <TaskBadge {...task} /> },
  {
    name: "What",
    cell: ({ reason, fault }) => (
      <span class="quiet">
        <Text>{reason ?? (fault === null ? "" : `line ${fault.line}: ${fault.message}`)}</Text>
      </span>
    ),
  },
  { name: "Wanted by", cell: ({ source }) => `a ${source}` },
  { name: "Since", cell: ({ openedAt }) => <Moment at={openedAt} /> },
];

function Tasks({ repositories }: { readonly repositories: readonly RepositoryView[] }) {
  const { query } = place.value;
  const state = query.get("state") ?? "";
  const repository = query.get("repository") ?? "";
  const isAll = query.get("all") === "true";
  const wanted = new URLSearchParams({
    limit: String(shown),
    ...(isAll ? { all: "true" } : {}),
    ...(states.includes(state) ? { state } : {}),
    ...(repository === "" ? {} : { repository }),
  });
  const tasks = useResource<Page<TaskSummary>>(`/v1/repair/tasks?${wanted}`, { ...fresh, keepsLast: true });
  return (
    <Card title={isAll ? "Repairs" : "Repairs that are not over"}>
      <div class="filters">
        <Filter name="state" label="State" values={states} value={state} />
        <Filter name="repository" label="Repository" values={repositories.map(({ id }) => id)} value={repository} />
        <label class="check">
          <input
            type="checkbox"
            checked={isAll}
            onChange={({ currentTarget }) => setQuery({ all: currentTarget.checked ? "true" : null })}
          />
          Those that are over, too
        </label>
      </div>
      <Loaded of={tasks}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="None.">A file that does not parse becomes a repair with the next scan.</Empty>
          ) : (
            <>
              <Table caption="Repairs" columns={columns} rows={items} keyOf={({ id }) => id} />
              {items.length === shown && <p class="quiet">The newest {shown}. A filter finds the others.</p>}
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string;
}

function Filter({ name, label, values, value }: FilterProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}>
        <option value="">any</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {plain(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
