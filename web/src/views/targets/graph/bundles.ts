/**
 * What of a thousand targets is drawn: trouble one by one, and what is well in bundles that can be opened. What nothing is joined to says
 * nothing in a graph, and is left to the list.
 */
import type { DependencyNode } from "#core/model";
import { byUrgency, dependentsIn, noteOf, type Standing, standingOf } from "../standing.ts";
import { type Item, layersOf } from "./layers.ts";

/** So many can be taken in one by one. */
const mostSingle = 48;
/** And of what is in trouble, where there are more than that: the roots come first. */
const mostTroubled = 12;
const mostOfBundle = 40;

export interface Shown extends Item {
  readonly label: string;
  readonly note: string;
  readonly standing: Standing;
  /** Undefined: it is a bundle. */
  readonly target?: string;
  /** Of a bundle. */
  readonly members: readonly string[];
  /** The bundle that it stands in when that is closed. */
  readonly bundle?: string;
}

export interface ShownGraph {
  readonly items: readonly Shown[];
  readonly layers: ReadonlyMap<string, number>;
  /** Of each `from>to`: that trouble goes along it. */
  readonly blamed: ReadonlySet<string>;
  readonly alone: number;
}

/** What follows from the targets alone, whatever is opened. */
export interface Joined {
  /** The most urgent first. */
  readonly nodes: readonly DependencyNode[];
  readonly known: ReadonlySet<string>;
  readonly layers: ReadonlyMap<string, number>;
  readonly alone: number;
}

export function joinedIn(nodes: readonly DependencyNode[]): Joined {
  const dependents = dependentsIn(nodes);
  const known = new Set(nodes.map(({ id }) => id));
  const joined = nodes.filter(({ id, dependsOn }) => dependsOn.length > 0 || dependents.has(id)).sort(byUrgency);
  const items = joined.map(({ id, dependsOn }) => ({ id, needs: dependsOn.filter((need) => known.has(need)) }));
  return { nodes: joined, known, layers: layersOf(items), alone: nodes.length - joined.length };
}

export function shownOf({ nodes: joined, known, layers, alone }: Joined, opened: ReadonlySet<string>): ShownGraph {
  const homes = homesOf(joined, layers, opened);
  const byHome = Map.groupBy(joined, ({ id }) => homes.get(id)?.home ?? id);
  const homeOf = (id: string) => homes.get(id)?.home ?? id;
  const shown = [...byHome].map(([home, members]): Shown => {
    const needs = new Set(members.flatMap(({ dependsOn }) => dependsOn.filter((need) => known.has(need)).map(homeOf)));
    return { ...lookOf(home, members, homes.get(members[0]?.id ?? "")), id: home, needs: [...needs] };
  });
  const shownLayers = new Map(
    shown.map(({ id, target, members }) => [id, layers.get(target ?? members[0] ?? "") ?? 0]),
  );
  return { items: shown, layers: shownLayers, blamed: blamedIn(joined, homeOf), alone };
}

interface Home {
  readonly home: string;
  readonly name: string;
  /** Its bundle, though it stands by itself. */
  readonly bundle?: string;
}

/** Under which id each is drawn. */
function homesOf(
  joined: readonly DependencyNode[],
  layers: ReadonlyMap<string, number>,
  opened: ReadonlySet<string>,
): ReadonlyMap<string, Home> {
  const homes = new Map<string, Home>();
  if (joined.length <= mostSingle) return homes;
  const single = new Set(
    joined
      .slice(0, mostTroubled)
      .filter((node) => isTrouble(node))
      .map(({ id }) => id),
  );
  const rest = joined.filter(({ id }) => !single.has(id));
  const bundles = Map.groupBy(rest, (node) => {
    const state = isTrouble(node) ? "trouble" : node.health;
    return `${layers.get(node.id) ?? 0} ${state} ${node.group ?? node.kind}`;
  });
  for (const [key, members] of bundles) {
    if (members.length === 1) continue;
    const name = members[0]?.group ?? `${members[0]?.kind ?? ""}s`;
    const alone = opened.has(key) ? members.slice(0, mostOfBundle) : [];
    for (const { id } of alone) homes.set(id, { home: id, name, bundle: key });
    for (const { id } of members.slice(alone.length)) homes.set(id, { home: key, name });
  }
  return homes;
}

function isTrouble(node: DependencyNode): boolean {
  const standing = standingOf(node);
  return standing === "root" || standing === "bad" || standing === "waits";
}

function lookOf(
  home: string,
  members: readonly DependencyNode[],
  known: Home | undefined,
): Omit<Shown, "id" | "needs"> {
  const [first] = members;
  if (first !== undefined && home === first.id)
    return {
      ...{ label: first.id, note: noteOf(first), standing: standingOf(first), target: first.id, members: [] },
      ...(known?.bundle === undefined ? {} : { bundle: known.bundle }),
    };
  const standing = first === undefined ? "unknown" : standingOf(first);
  const word = { root: "in trouble", bad: "in trouble", waits: "wait", unknown: "unknown", good: "well" }[standing];
  return {
    label: `${members.length} × ${known?.name ?? ""}`,
    note: `all ${word}; open`,
    standing,
    members: members.map(({ id }) => id),
  };
}

/** From what the trouble is put down to, over all that waits for the same, to each that waits. */
function blamedIn(joined: readonly DependencyNode[], homeOf: (id: string) => string): ReadonlySet<string> {
  const roots = new Map(joined.map(({ id, waitsFor }) => [id, new Set(waitsFor.map(({ target }) => target))]));
  const blamed = new Set<string>();
  for (const { id, dependsOn } of joined)
    for (const need of dependsOn)
      for (const root of roots.get(id) ?? [])
        if (need === root || roots.get(need)?.has(root) === true) blamed.add(`${homeOf(need)}>${homeOf(id)}`);
  return blamed;
}
