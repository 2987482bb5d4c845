/** The graph that `dependsOn` makes: what a target needs, all the way down, and what needs it. */
import type { Target } from "#core/model";

export interface DependencyGraph {
  /** Everything that the target needs, directly or through others; never the target itself. */
  upstream(target: string): ReadonlySet<string>;
  /** Everything that needs the target, directly or through others. */
  downstream(target: string): ReadonlySet<string>;
  /**
   * Of those that are bad, the ones that the target's trouble may come from: bad themselves, with nothing bad that they need in turn.
   * In the order in which they were found, from near to far.
   */
  rootsOf(target: string, isBad: (id: string) => boolean): readonly string[];
}

type Edges = ReadonlyMap<string, readonly string[]>;

export function dependencyGraph(targets: readonly Pick<Target, "id" | "dependsOn">[]): DependencyGraph {
  const needs: Edges = new Map(targets.map(({ id, dependsOn }) => [id, dependsOn]));
  const needed = new Map<string, string[]>();
  for (const { id, dependsOn } of targets) {
    for (const other of dependsOn) needed.set(other, [...(needed.get(other) ?? []), id]);
  }
  const reach = (edges: Edges, known: Map<string, ReadonlySet<string>>) => (from: string) => {
    const before = known.get(from);
    if (before !== undefined) return before;
    const found = reachable(edges, from);
    known.set(from, found);
    return found;
  };
  const upstream = reach(needs, new Map());
  return {
    upstream,
    downstream: reach(needed, new Map()),
    rootsOf(target, isBad) {
      const bad = [...upstream(target)].filter(isBad);
      return bad.filter((id) => !bad.some((other) => upstream(id).has(other)));
    },
  };
}

/** Breadth first. The configuration refuses circles; should one slip through, the target is still not its own cause. */
function reachable(edges: Edges, from: string): ReadonlySet<string> {
  const found = new Set(edges.get(from) ?? []);
  for (const id of found) for (const next of edges.get(id) ?? []) found.add(next);
  found.delete(from);
  return found;
}
