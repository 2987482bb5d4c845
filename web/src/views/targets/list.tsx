/** Every target in words: how it is, what it needs, what needs it. The graph draws the same. */
import { useMemo } from "preact/hooks";
import type { DependencyNode } from "#core/model";
import { Badge, type Column, countOf, Gradually, HealthBadge, plain, Table } from "../../kit/index.ts";
import { dependentsIn, standingOf, tellStanding } from "./standing.ts";

const mostNamed = 3;

export function TargetList({
  nodes,
  all,
}: {
  readonly nodes: readonly DependencyNode[];
  readonly all: readonly DependencyNode[];
}) {
  const dependents = useMemo(() => dependentsIn(all), [all]);
  const columns: readonly Column<DependencyNode>[] = [
    {
      name: "Target",
      cell: ({ id, kind, group, criticality }) => (
        <span>
          <a href={`/targets/${encodeURIComponent(id)}`}>
            <bdi>{id}</bdi>
          </a>
          <br />
          <span class="quiet">
            {[plain(kind), group, criticality === "critical" ? "critical" : null].filter(Boolean).join(" · ")}
          </span>
        </span>
      ),
    },
    { name: "Health", cell: (node) => <Health node={node} /> },
    { name: "Where it stands", cell: (node) => <Standing node={node} /> },
    { name: "Needs", cell: ({ dependsOn }) => <Names of={dependsOn} /> },
    { name: "Needed by", cell: ({ id }) => <Names of={dependents.get(id) ?? []} /> },
  ];
  return (
    <Gradually of={nodes} noun="target">
      {(shown) => <Table caption="Targets, trouble first" columns={columns} rows={shown} keyOf={({ id }) => id} />}
    </Gradually>
  );
}

function Health({ node: { health, stopped, covered } }: { readonly node: DependencyNode }) {
  return (
    <span class="row">
      <HealthBadge health={health} />
      {stopped && <Badge tone="warn">stopped</Badge>}
      {covered && (
        <Badge tone="quiet" title="A silence or a window keeps back something of it">
          kept quiet
        </Badge>
      )}
    </span>
  );
}

function Standing({ node }: { readonly node: DependencyNode }) {
  const [incident] = node.openIncidents;
  const standing = standingOf(node);
  return (
    <span class={standing === "root" ? "strong" : undefined}>
      {tellStanding(node)}
      {incident !== undefined && (
        <>
          {" "}
          <a href={`/incidents/${incident}`}>
            {node.openIncidents.length === 1 ? "see it" : "see the first"}
            <span class="unseen">: the incident of {node.id}</span>
          </a>
        </>
      )}
    </span>
  );
}

function Names({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <span class="quiet">nothing</span>;
  const rest = of.length - mostNamed;
  return (
    <span>
      {of.slice(0, mostNamed).map((id, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <a href={`/targets/${encodeURIComponent(id)}`}>
            <bdi>{id}</bdi>
          </a>
        </span>
      ))}
      {rest > 0 && <span class="quiet"> and {countOf(rest, "other")}</span>}
    </span>
  );
}
