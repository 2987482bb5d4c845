/** What to look for; it stands in the address, so that it can be sent to somebody. */
import { useEffect, useState } from "preact/hooks";
import type { DependencyNode } from "#core/model";
import { plain } from "../../kit/index.ts";
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
        <label class="field">
          <span>Search</span>
          <input
            type="search"
            value={filter.search}
            placeholder="a name, a group, an owner"
            onInput={({ currentTarget }) => onChange({ search: currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Health</span>
          <select value={filter.health} onChange={({ currentTarget }) => onChange({ health: currentTarget.value })}>
            <option value="">any</option>
            <option value="bad">bad</option>
            <option value="unknown">unknown</option>
            <option value="good">good</option>
          </select>
        </label>
        <label class="field">
          <span>Kind</span>
          <select value={filter.kind} onChange={({ currentTarget }) => onChange({ kind: currentTarget.value })}>
            <option value="">any</option>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {plain(kind)}
              </option>
            ))}
          </select>
        </label>
      </form>
    </search>
  );
}
