/** Where a target stands among the others: what troubles it, and whose trouble that is. */
import type { DependencyNode } from "#core/model";
import { countOf } from "../../kit/index.ts";

/** The most urgent first. */
export const standings = ["root", "bad", "waits", "unknown", "good"] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ health, holdsUp, waitsFor }: DependencyNode): Standing {
  if (holdsUp > 0) return "root";
  if (waitsFor.length > 0) return "waits";
  return health;
}

/** A mark for each, besides its colour; the same in graph, list and legend. */
export const marks: Readonly<Record<Standing, string>> = { root: "◆", bad: "▲", waits: "◇", unknown: "○", good: "●" };

export function tellStanding(node: DependencyNode): string {
  const { waitsFor, holdsUp, openIncidents, health } = node;
  switch (standingOf(node)) {
    case "root":
      return `root cause: ${countOf(holdsUp, "incident waits", "incidents wait")} for its repair`;
    case "waits":
      return `waits for ${[...new Set(waitsFor.map(({ target }) => target))].join(", ")}`;
    case "bad":
      return openIncidents.length === 0 ? "not well" : countOf(openIncidents.length, "open incident");
    default:
      return health === "good" ? "well" : "nothing is known yet";
  }
}

/** As much as stands in a node. */
export function noteOf(node: DependencyNode): string {
  return node.holdsUp > 0 ? `root cause · ${countOf(node.holdsUp, "waits", "wait")}` : tellStanding(node);
}

/** One for all: `localeCompare` makes one each time. */
const byName = new Intl.Collator(undefined, { numeric: true });

export function byUrgency(one: DependencyNode, other: DependencyNode): number {
  const rank = standings.indexOf(standingOf(one)) - standings.indexOf(standingOf(other));
  return rank === 0 ? byName.compare(one.id, other.id) : rank;
}

export function dependentsIn(nodes: readonly DependencyNode[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, dependsOn } of nodes)
    for (const need of dependsOn) found.set(need, [...(found.get(need) ?? []), id]);
  return found;
}
