/** What is watched: how each is, what hangs on what, and whose trouble is whose. */
import { useMemo } from "preact/hooks";
import type { DependencyNode } from "#core/model";
import { Badge, Card, Command, countOf, Empty, Loaded, PageHead, useSettled } from "../../kit/index.ts";
import { place } from "../../shell/index.ts";
import { Filters, fitting, useFilter } from "./filters.tsx";
import { Graph } from "./graph/index.tsx";
import { TargetList } from "./list.tsx";
import { useDependencies } from "./source.ts";
import { byUrgency } from "./standing.ts";

export function View() {
  const targets = useDependencies();
  return (
    <>
      <PageHead title="Targets">{targets.data !== undefined && <Sums nodes={targets.data.items} />}</PageHead>
      <Loaded of={targets}>{({ items }) => (items.length === 0 ? <Nothing /> : <Found all={items} />)}</Loaded>
    </>
  );
}

function Found({ all }: { readonly all: readonly DependencyNode[] }) {
  const [filter, setFilter] = useFilter(place.value.query);
  const kinds = useMemo(() => [...new Set(all.map(({ kind }) => kind))].sort(), [all]);
  const urgent = useMemo(() => all.toSorted(byUrgency), [all]);
  const found = useMemo(() => fitting(urgent, filter), [urgent, filter]);
  const drawn = useSettled(found);
  const hasEdges = useMemo(() => drawn.some(({ dependsOn }) => dependsOn.length > 0), [drawn]);
  const aside = found.length === all.length ? countOf(all.length, "target") : `${found.length} of ${all.length}`;
  return (
    <>
      <Filters filter={filter} kinds={kinds} onChange={setFilter} />
      {hasEdges && (
        <Card title="What needs what">
          <Graph
            nodes={drawn}
            label="Dependency graph; arrow keys go from one to the next, and the list below tells the same"
          />
        </Card>
      )}
      <Card title="All targets" aside={<span aria-live="polite">{aside}</span>}>
        {found.length === 0 ? (
          <Empty title="None fits.">Take a filter away to see more.</Empty>
        ) : (
          <TargetList key={`${filter.search} ${filter.health} ${filter.kind}`} nodes={found} all={all} />
        )}
      </Card>
    </>
  );
}

function Sums({ nodes }: { readonly nodes: readonly DependencyNode[] }) {
  const count = (health: DependencyNode["health"]) => nodes.filter((node) => node.health === health).length;
  const [bad, unknown] = [count("bad"), count("unknown")];
  return (
    <p class="row">
      {bad > 0 && <Badge tone="bad">{`${bad} bad`}</Badge>}
      {unknown > 0 && <Badge tone="quiet">{`${unknown} unknown`}</Badge>}
      <Badge tone="good">{`${count("good")} good`}</Badge>
    </p>
  );
}

function Nothing() {
  return (
    <Card title="Nothing is watched yet">
      <p>What Chiron watches stands under `targets` in chiron.yaml. After a change:</p>
      <p>
        <Command>chiron validate</Command> <Command>chiron reload</Command>
      </p>
    </Card>
  );
}
