/** What stands around a target right now: whose trouble it shares, who stopped it, what keeps it quiet; and what it hangs together with. */
import type { CommandResult, DependencyNode, IncidentSummary, TargetDetail } from "#core/model";
import { change } from "../../api/index.ts";
import { Card, Decision, Moment, plain, StateBadge, Text } from "../../kit/index.ts";
import { Graph } from "../targets/graph/index.tsx";

interface Props {
  readonly target: TargetDetail;
  readonly incidents: readonly IncidentSummary[];
  readonly onDone: () => void;
}

export function Standing({ target, incidents, onDone }: Props) {
  const { waitsFor, holdsUp, stopped, covers } = target;
  const own = incidents.filter(
    ({ id, endedAt }) => endedAt === null && !waitsFor.some(({ incident }) => incident === id),
  );
  if (own.length + waitsFor.length + holdsUp.length + covers.length === 0 && stopped === null) return null;
  return (
    <Card title="Right now" tone={holdsUp.length + own.length > 0 ? "bad" : "warn"}>
      <ul class="stack">
        {own.map(({ id, type, state, summary }) => (
          <li key={id}>
            <StateBadge state={state} /> <a href={`/incidents/${id}`}>{plain(type)}</a>: <Text>{summary}</Text>
          </li>
        ))}
        {waitsFor.map(({ incident, other, target: cause }) => (
          <li key={incident}>
            Its trouble (<a href={`/incidents/${incident}`}>incident</a>) is put down to{" "}
            <a href={`/targets/${encodeURIComponent(cause)}`}>{cause}</a>, and waits for{" "}
            <a href={`/incidents/${other}`}>its repair</a>.
          </li>
        ))}
        {holdsUp.map(({ other, target: waiting }) => (
          <li key={other}>
            <a href={`/targets/${encodeURIComponent(waiting)}`}>{waiting}</a> is in trouble because of it (
            <a href={`/incidents/${other}`}>incident</a>), and waits for its repair.
          </li>
        ))}
        {stopped !== null && (
          <li>
            {stopped.by} stopped it on purpose <Moment at={stopped.at} />: <Text>{stopped.reason}</Text>
          </li>
        )}
        {covers.map((cover) => (
          <CoverRow key={`${cover.kind} ${cover.name}`} cover={cover} onDone={onDone} />
        ))}
      </ul>
    </Card>
  );
}

function CoverRow({
  cover: { name, kind, reason, by, until, partly },
  onDone,
}: {
  readonly cover: TargetDetail["covers"][number];
  readonly onDone: () => void;
}) {
  const isSilence = kind === "silence";
  const path = `/v1/${isSilence ? "silences" : "maintenance"}/${encodeURIComponent(name)}`;
  return (
    <li class="row">
      <span>
        The {kind === "maintenance" ? "maintenance window" : kind} <bdi>{name}</bdi> keeps{" "}
        {partly ? "some of its" : "its"} trouble quiet
        {until !== null && (
          <>
            , ends <Moment at={until} />
          </>
        )}
        : <Text>{reason}</Text> <span class="quiet">({by})</span>
      </span>
      <Decision
        label="End it"
        consequence="It ends for all that it covers, not for this target alone. What is still bad is told once."
        confirmation="confirm"
        command={isSilence ? "silence_remove" : "maintenance_end"}
        run={() => change<CommandResult>("DELETE", path)}
        onDone={onDone}
      />
    </li>
  );
}

/** All that it needs, and all that needs it. */
export function Neighbours({ id, nodes }: { readonly id: string; readonly nodes: readonly DependencyNode[] }) {
  const near = neighboursOf(id, nodes);
  if (near.length < 2) return null;
  return (
    <Card title="What it needs, and what needs it">
      <Graph
        nodes={near}
        focus={id}
        label={`What ${id} needs, and what needs it; arrow keys go from one to the next`}
      />
    </Card>
  );
}

function neighboursOf(id: string, nodes: readonly DependencyNode[]): readonly DependencyNode[] {
  const needs = new Map(nodes.map((node) => [node.id, node.dependsOn]));
  const neededBy = new Map<string, string[]>();
  for (const node of nodes)
    for (const need of node.dependsOn) neededBy.set(need, [...(neededBy.get(need) ?? []), node.id]);
  const found = new Set([...reached(id, needs), ...reached(id, neededBy)]);
  return nodes.filter((node) => found.has(node.id));
}

function reached(id: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([id]);
  for (const one of found) for (const next of edges.get(one) ?? []) found.add(next);
  return found;
}
