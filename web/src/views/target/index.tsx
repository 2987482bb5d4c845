/** One target: how it is, what it reads, what hangs on it, and what may be done about it. */
import type { IncidentSummary, Page, TargetDetail } from "#core/model";
import { useResource } from "../../api/index.ts";
import {
  Badge,
  Card,
  type Column,
  Empty,
  HealthBadge,
  Length,
  Loaded,
  Moment,
  PageHead,
  Pairs,
  plain,
  StateBadge,
  Table,
} from "../../kit/index.ts";
import { place } from "../../shell/index.ts";
import { useDependencies } from "../targets/source.ts";
import type { ViewProps } from "../view.ts";
import { Neighbours, Standing } from "./around.tsx";
import { Decisions } from "./decisions.tsx";
import { isOfTarget, ProbeCard } from "./readings.tsx";
import { SpanChoice, spanIn } from "./span.tsx";
import { Watched } from "./watched.tsx";

const everyMs = 10_000;
const mostIncidents = 20;

export function View({ params: { id = "" } }: ViewProps) {
  const path = `/v1/targets/${encodeURIComponent(id)}`;
  const target = useResource<TargetDetail>(path, { refreshOn: isOfTarget(id), everyMs });
  const { data } = target;
  return (
    <>
      <PageHead title={<bdi>{id}</bdi>}>
        {data !== undefined && (
          <p class="row">
            <HealthBadge health={data.health} />
            {data.stopped !== null && <Badge tone="warn">stopped</Badge>}
            {data.covers.length > 0 && <Badge tone="quiet">kept quiet</Badge>}
          </p>
        )}
      </PageHead>
      <Loaded of={target}>
        {(found) => <Shown target={found} readAt={target.readAt ?? Date.now()} refresh={target.refresh} />}
      </Loaded>
    </>
  );
}

interface ShownProps {
  readonly target: TargetDetail;
  readonly readAt: number;
  readonly refresh: () => void;
}

function Shown({ target, readAt, refresh }: ShownProps) {
  const { id } = target;
  const span = spanIn(place.value.query);
  const query = new URLSearchParams({ all: "true", target: id, limit: String(mostIncidents) });
  const incidents = useResource<Page<IncidentSummary>>(`/v1/incidents?${query}`, { refreshOn: isOfTarget(id) });
  const { data: nodes } = useDependencies();
  return (
    <>
      <Decisions target={target} onDone={refresh} />
      <Standing target={target} incidents={incidents.data?.items ?? none} onDone={refresh} />
      <div class="columns">
        <Facts target={target} />
        <Card
          title="Incidents"
          aside={<a href={`/incidents?all=true&target=${encodeURIComponent(id)}`}>All of them</a>}
        >
          <Loaded of={incidents}>{({ items }) => <Incidents of={items} />}</Loaded>
        </Card>
      </div>
      {nodes !== undefined && <Neighbours id={id} nodes={nodes.items} />}
      <div class="row spread">
        <h2>What it reads</h2>
        <SpanChoice span={span} />
      </div>
      <div class="columns">
        {target.probes.map((probe) => (
          <ProbeCard
            key={probe.id}
            target={target}
            probe={probe}
            span={span}
            incidents={incidents.data?.items ?? none}
            to={readAt}
          />
        ))}
      </div>
      <Watched of={target.watchedFor} />
    </>
  );
}

const none: readonly IncidentSummary[] = [];

const autonomies: Readonly<Record<TargetDetail["autonomy"], string>> = {
  observe: "observe: nothing is done to it",
  suggest: "suggest: plans are shown, and never run",
  approve: "approve: every plan asks first",
  auto: "auto: approved runbooks run by themselves",
};

function Facts({ target }: { readonly target: TargetDetail }) {
  const { kind, criticality, autonomy, group, owner, supervisor, pid, dependsOn, dependents } = target;
  return (
    <Card title="What it is">
      <Pairs
        items={[
          ["Kind", plain(kind)],
          ["Criticality", criticality],
          ["Autonomy", autonomies[autonomy]],
          ["Group", group ?? "none"],
          ["Owner", owner ?? "nobody is named"],
          ["Started and stopped by", supervisor === null ? "nobody: it has no service" : nameOf(supervisor)],
          ...(pid === null ? [] : [["Process", String(pid)] as const]),
          ["Needs", <Names of={dependsOn} />],
          ["Needed by", <Names of={dependents} />],
        ]}
      />
    </Card>
  );
}

function nameOf(supervisor: NonNullable<TargetDetail["supervisor"]>): string {
  return supervisor === "direct" ? "Chiron itself" : supervisor;
}

function Names({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <>nothing</>;
  return (
    <>
      {of.map((id, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <a href={`/targets/${encodeURIComponent(id)}`}>{id}</a>
        </span>
      ))}
    </>
  );
}

const columns: readonly Column<IncidentSummary>[] = [
  { name: "What", cell: ({ id, type }) => <a href={`/incidents/${id}`}>{plain(type)}</a> },
  { name: "State", cell: ({ state }) => <StateBadge state={state} /> },
  { name: "Opened", cell: ({ openedAt }) => <Moment at={openedAt} /> },
  { name: "Lasted", cell: ({ openedAt, endedAt }) => <Length from={openedAt} to={endedAt} />, isNumber: true },
];

const shownIncidents = 6;

function Incidents({ of }: { readonly of: readonly IncidentSummary[] }) {
  if (of.length === 0) return <Empty title="None so far." />;
  return (
    <Table
      caption="Incidents of this target, the newest first"
      columns={columns}
      rows={of.slice(0, shownIncidents)}
      keyOf={({ id }) => id}
    />
  );
}
