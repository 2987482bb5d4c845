/** A layered layout: what needs nothing stands at the left, and everything to the right of all that it needs. */

export interface Item {
  readonly id: string;
  /** Ids of other items. */
  readonly needs: readonly string[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const nodePx = { width: 176, height: 46 } as const;
const gapPx = { column: 72, row: 14 } as const;
const sweeps = 4;

/** The longest way down to something that needs nothing. A circle, which the configuration refuses, is cut where it is met. */
export function layersOf(items: readonly Item[]): ReadonlyMap<string, number> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const layers = new Map<string, number>();
  const layerOf = (id: string, way: ReadonlySet<string>): number => {
    const known = layers.get(id);
    const item = byId.get(id);
    if (known !== undefined) return known;
    if (item === undefined || way.has(id)) return -1;
    const further = new Set(way).add(id);
    const layer = item.needs.reduce((highest, need) => Math.max(highest, layerOf(need, further) + 1), 0);
    layers.set(id, layer);
    return layer;
  };
  for (const { id } of items) layerOf(id, new Set());
  return layers;
}

export function layOut(items: readonly Item[], layers: ReadonlyMap<string, number> = layersOf(items)): Layout {
  const columns = ordered(columnsOf(items, layers), items);
  const tallest = columns.reduce((most, column) => Math.max(most, column.length), 0);
  const heightPx = Math.max(0, tallest * (nodePx.height + gapPx.row) - gapPx.row);
  const places = new Map<string, Place>();
  for (const [index, column] of columns.entries()) {
    const ownPx = column.length * (nodePx.height + gapPx.row) - gapPx.row;
    for (const [row, id] of column.entries())
      places.set(id, {
        x: index * (nodePx.width + gapPx.column),
        y: (heightPx - ownPx) / 2 + row * (nodePx.height + gapPx.row),
      });
  }
  const widthPx = Math.max(0, columns.length * (nodePx.width + gapPx.column) - gapPx.column);
  return { places, widthPx, heightPx };
}

/** Without columns that nothing stands in. */
function columnsOf(items: readonly Item[], layers: ReadonlyMap<string, number>): string[][] {
  const columns = new Map<number, string[]>();
  for (const { id } of items) {
    const layer = layers.get(id) ?? 0;
    columns.set(layer, [...(columns.get(layer) ?? []), id]);
  }
  return [...columns].sort(([one], [other]) => one - other).map(([, column]) => column);
}

/** Each near the middle of what it is joined to, from the left and from the right in turn: few lines cross (Sugiyama's barycentres). */
function ordered(columns: readonly string[][], items: readonly Item[]): readonly string[][] {
  const needs = new Map(items.map(({ id, needs: own }) => [id, own]));
  const neededBy = new Map<string, string[]>();
  for (const { id, needs: own } of items)
    for (const need of own) neededBy.set(need, [...(neededBy.get(need) ?? []), id]);
  let current = columns;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const joined = sweep % 2 === 0 ? needs : neededBy;
    const rows = new Map(current.flatMap((column) => column.map((id, row) => [id, row - column.length / 2] as const)));
    const weightOf = (id: string): number => {
      const found = (joined.get(id) ?? []).flatMap((other) => rows.get(other) ?? []);
      return found.length === 0 ? (rows.get(id) ?? 0) : found.reduce((sum, row) => sum + row, 0) / found.length;
    };
    current = current.map((column) => {
      const weights = new Map(column.map((id) => [id, weightOf(id)]));
      return column.toSorted((one, other) => (weights.get(one) ?? 0) - (weights.get(other) ?? 0));
    });
  }
  return current;
}

/** From the right side of what is needed to the left side of what needs it. */
export function lineBetween(from: Place, to: Place): string {
  const [x1, y1] = [from.x + nodePx.width, from.y + nodePx.height / 2];
  const [x2, y2] = [to.x, to.y + nodePx.height / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
