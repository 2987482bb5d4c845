/** What to look for; it stands in the address, so that it can be sent to somebody. */
import { useEffect, useState } from "preact/hooks";
import type { DependencyNode } from "#core/model";
import { ChoiceField, SearchField } from "../../kit/index.ts";
import { setQuery } from "../../shell/index.ts";

export interface Filter {
  readonly search: string;
  readonly health: string;
  readonly kind: string;
}

const restMs = 400;

/** What is typed fits at once; the address follows when the typing rests. */
export function useFilter(query: URLSearchParams): readonly [Filter, (next: Partial<Filter>) => void] {
  const of = (name: keyof Filter) => query.get(name) ?? "";
  const [filter, setFilter] = useState<Filter>({ search: of("search"), health: of("health"), kind: of("kind") });
  useEffect(() => {
    const timer = setTimeout(() => setQuery({ ...filter, search: filter.search.trim() }), restMs);
    return () => clearTimeout(timer);
  }, [filter]);
  return [filter, (next) => setFilter({ ...filter, ...next })];
}

export function fitting(nodes: readonly DependencyNode[], { search, health, kind }: Filter): readonly DependencyNode[] {
  const wanted = search.trim().toLowerCase();
  return nodes.filter(
    (node) =>
      (health === "" || node.health === health) &&
      (kind === "" || node.kind === kind) &&
      (wanted === "" || [node.id, node.group, node.owner].some((text) => text?.toLowerCase().includes(wanted))),
  );
}

interface FiltersProps {
  readonly filter: Filter;
  readonly kinds: readonly string[];
  readonly onChange: (next: Partial<Filter>) => void;
}

export function Filters({ filter, kinds, onChange }: FiltersProps) {
  return (
    <search>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <SearchField
          value={filter.search}
          hint="a name, a group, an owner"
          onChange={(search) => onChange({ search })}
        />
        <ChoiceField
          label="Health"
          value={filter.health}
          values={["bad", "unknown", "good"]}
          onChange={(health) => onChange({ health })}
        />
        <ChoiceField label="Kind" value={filter.kind} values={kinds} onChange={(kind) => onChange({ kind })} />
      </form>
    </search>
  );
}
