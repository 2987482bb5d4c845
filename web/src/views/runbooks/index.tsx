/** What Chiron knows how to do: what each runbook is for, whether it may run by itself, and how far it can be trusted. */
import { useMemo, useState } from "preact/hooks";
import type { Page, RunbookView } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import {
  Badge,
  Card,
  type Column,
  countOf,
  Empty,
  Gradually,
  Interval,
  Loaded,
  PageHead,
  plain,
  SearchField,
  Table,
} from "../../kit/index.ts";
import { place, setQuery } from "../../shell/index.ts";
import { ModeBadge, RiskBadge } from "./badges.tsx";

const refreshOn = ({ type }: LiveEvent): boolean => /^(runbook\.|outcome\.|config\.loaded|fix\.recorded)/.test(type);

const columns: readonly Column<RunbookView>[] = [
  {
    name: "Runbook",
    cell: ({ id, title }) => (
      <span>
        <a href={`/runbooks/${encodeURIComponent(id)}`}>
          <bdi>{id}</bdi>
        </a>
        <br />
        <bdi class="quiet">{title}</bdi>
      </span>
    ),
  },
  { name: "Mode", cell: ({ mode }) => <ModeBadge mode={mode} /> },
  { name: "For", cell: ({ matches }) => matches.map(plain).join(", ") },
  { name: "Risk", cell: ({ risk }) => <RiskBadge risk={risk} /> },
  { name: "Confidence", cell: ({ confidence }) => <Confidence of={confidence} /> },
];

function Confidence({ of }: { readonly of: RunbookView["confidence"] }) {
  if (of.outcomes === 0) return <span class="quiet">not tried yet</span>;
  return (
    <span>
      <Interval {...of} of="confidence" />
      <br />
      <span class="quiet">{countOf(of.outcomes, "outcome")}</span>
    </span>
  );
}

export function View() {
  const runbooks = useResource<Page<RunbookView>>("/v1/runbooks", { refreshOn });
  const { data } = runbooks;
  return (
    <>
      <PageHead title="Runbooks">{data !== undefined && <Sums of={data.items} />}</PageHead>
      <Loaded of={runbooks}>
        {({ items }) =>
          items.length === 0 ? (
            <Card title="There is no runbook">
              <p>
                Name packs under `packs` in chiron.yaml, or runbooks of your own under `runbooks`. Until then trouble is
                seen and told, and nothing is repaired.
              </p>
            </Card>
          ) : (
            <Found all={items} />
          )
        }
      </Loaded>
    </>
  );
}

function Sums({ of }: { readonly of: readonly RunbookView[] }) {
  const free = of.filter(({ mode }) => mode === "auto_execute").length;
  return (
    <p class="row">
      <Badge tone="info">{`${free} by themselves`}</Badge>
      <Badge tone="quiet">{`${of.length - free} ask first`}</Badge>
    </p>
  );
}

function Found({ all }: { readonly all: readonly RunbookView[] }) {
  const { query } = place.value;
  const [search, setSearch] = useState(query.get("search") ?? "");
  const mode = query.get("mode") ?? "";
  const found = useMemo(() => fitting(all, search, mode), [all, search, mode]);
  return (
    <>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField value={search} hint="a name, what it is for" onChange={setSearch} />
          <label class="field">
            <span>Mode</span>
            <select value={mode} onChange={({ currentTarget }) => setQuery({ mode: currentTarget.value })}>
              <option value="">any</option>
              <option value="auto_execute">runs by itself</option>
              <option value="dry_run">asks first</option>
            </select>
          </label>
        </form>
      </search>
      <Card title="All runbooks" aside={<span aria-live="polite">{countOf(found.length, "runbook")}</span>}>
        {found.length === 0 ? (
          <Empty title="None fits.">Take a filter away to see more.</Empty>
        ) : (
          <Gradually key={`${search} ${mode}`} of={found} noun="runbook">
            {(shown) => (
              <Table caption="Runbooks, the most tried first" columns={columns} rows={shown} keyOf={({ id }) => id} />
            )}
          </Gradually>
        )}
      </Card>
    </>
  );
}

function fitting(all: readonly RunbookView[], search: string, mode: string): readonly RunbookView[] {
  const wanted = search.trim().toLowerCase();
  const fits = ({ id, title, matches, mode: own }: RunbookView) =>
    (mode === "" || own === mode) &&
    (wanted === "" ||
      [id, title, ...matches, ...matches.map(plain)].some((text) => text.toLowerCase().includes(wanted)));
  return all
    .filter(fits)
    .sort((one, other) => other.confidence.outcomes - one.confidence.outcomes || one.id.localeCompare(other.id));
}
