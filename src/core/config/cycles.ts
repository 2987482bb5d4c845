/** Targets that need each other in a circle. */

/** The ids of one circle, the first repeated at the end; undefined when there is none. */
export function findCycle(needs: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of needs.keys()) {
    // Depth first, without recursion: the file decides how long a chain is.
    const trail: { readonly id: string; readonly left: string[] }[] = [];
    const onTrail = new Set<string>();
    const enter = (id: string): void => {
      trail.push({ id, left: [...(needs.get(id) ?? [])] });
      onTrail.add(id);
    };
    if (!done.has(start)) enter(start);
    for (let here = trail.at(-1); here !== undefined; here = trail.at(-1)) {
      const next = here.left.pop();
      if (next === undefined) {
        done.add(here.id);
        onTrail.delete(here.id);
        trail.pop();
      } else if (onTrail.has(next)) {
        const from = trail.findIndex(({ id }) => id === next);
        return [...trail.slice(from).map(({ id }) => id), next];
      } else if (!done.has(next) && needs.has(next)) enter(next);
    }
  }
  return undefined;
}
