/** What needs what, drawn: trouble and whose it is at once, what is well in bundles. The list tells the same in words. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { DependencyNode } from "#core/model";
import { countOf } from "../../../kit/index.ts";
import { marks } from "../standing.ts";
import { joinedIn, type Shown, shownOf } from "./bundles.ts";
import { layOut, lineBetween, nodePx } from "./layers.ts";
import { walk } from "./walk.ts";

interface GraphProps {
  readonly nodes: readonly DependencyNode[];
  readonly label: string;
  /** Stands out: the page is about it. */
  readonly focus?: string;
}

const none: ReadonlySet<string> = new Set();

export function Graph({ nodes, label, focus }: GraphProps) {
  const [opened, setOpened] = useState(none);
  const [near, setNear] = useState<string | null>(null);
  const joined = useMemo(() => joinedIn(nodes), [nodes]);
  const { items, layers, blamed, alone } = useMemo(() => shownOf(joined, opened), [joined, opened]);
  const { places, widthPx, heightPx } = useMemo(() => layOut(items, layers), [items, layers]);
  const ground = useRef<HTMLElement>(null);
  const middle = focus === undefined ? undefined : places.get(focus)?.x;
  useEffect(() => {
    const { current } = ground;
    if (current !== null && middle !== undefined)
      current.scrollLeft = middle + nodePx.width / 2 - current.clientWidth / 2;
  }, [middle]);
  const toggle = (bundle: string) => {
    const next = new Set(opened);
    if (!next.delete(bundle)) next.add(bundle);
    setOpened(next);
  };
  return (
    <div class="graph">
      <section ref={ground} class="graph-window" tabIndex={0} aria-label={label}>
        <div class="graph-ground" style={{ width: `${widthPx}px`, height: `${heightPx}px` }}>
          <Lines items={items} places={places} blamed={blamed} near={near} size={[widthPx, heightPx]} />
          {items.map((item) => (
            <Node
              key={item.id}
              item={item}
              place={places.get(item.id) ?? { x: 0, y: 0 }}
              isFocus={item.target !== undefined && item.target === focus}
              onNear={setNear}
              onToggle={toggle}
            />
          ))}
        </div>
      </section>
      <Legend
        alone={alone}
        isBundled={items.some(({ members }) => members.length > 0)}
        opened={opened}
        onClose={() => setOpened(none)}
      />
    </div>
  );
}

interface LinesProps {
  readonly items: readonly Shown[];
  readonly places: ReturnType<typeof layOut>["places"];
  readonly blamed: ReadonlySet<string>;
  readonly near: string | null;
  readonly size: readonly [number, number];
}

function Lines({ items, places, blamed, near, size: [widthPx, heightPx] }: LinesProps) {
  return (
    <svg class="graph-lines" aria-hidden="true" width={widthPx} height={heightPx}>
      {items.flatMap(({ id, needs }) =>
        needs.map((need) => {
          const [from, to] = [places.get(need), places.get(id)];
          if (from === undefined || to === undefined) return null;
          const kind = blamed.has(`${need}>${id}`) ? "line line-blamed" : "line";
          const isNear = near === id || near === need;
          return <path key={`${need}>${id}`} class={isNear ? `${kind} line-near` : kind} d={lineBetween(from, to)} />;
        }),
      )}
    </svg>
  );
}

interface NodeProps {
  readonly item: Shown;
  readonly place: { readonly x: number; readonly y: number };
  readonly isFocus: boolean;
  readonly onNear: (id: string | null) => void;
  readonly onToggle: (bundle: string) => void;
}

function Node({ item, place, isFocus, onNear, onToggle }: NodeProps) {
  const { id, label, note, standing, target } = item;
  const shared = {
    class: `node node-${standing}${target === undefined ? " node-bundle" : ""}${isFocus ? " node-focus" : ""}`,
    style: { left: `${place.x}px`, top: `${place.y}px`, width: `${nodePx.width}px`, height: `${nodePx.height}px` },
    title: `${label}: ${note}`,
    onMouseEnter: () => onNear(id),
    onMouseLeave: () => onNear(null),
    onFocus: () => onNear(id),
    onBlur: () => onNear(null),
    onKeyDown: walk,
  };
  const inside = (
    <>
      <span class="node-name" dir="auto">
        <span aria-hidden="true">{marks[standing]}</span> {label}
      </span>
      <span class="node-note">{note}</span>
    </>
  );
  if (target === undefined)
    return (
      <button type="button" {...shared} onClick={() => onToggle(id)}>
        {inside}
      </button>
    );
  return (
    <a href={`/targets/${encodeURIComponent(target)}`} aria-current={isFocus ? "true" : undefined} {...shared}>
      {inside}
    </a>
  );
}

interface LegendProps {
  readonly alone: number;
  readonly isBundled: boolean;
  readonly opened: ReadonlySet<string>;
  readonly onClose: () => void;
}

function Legend({ alone, isBundled, opened, onClose }: LegendProps) {
  return (
    <p class="graph-legend quiet">
      <span>What is needed stands at the left of what needs it.</span>
      <span>
        <b>{marks.root}</b> root cause
      </span>
      <span>
        <b>{marks.waits}</b> waits for its repair
      </span>
      <span>
        <b>{marks.bad}</b> in trouble of its own
      </span>
      <span>
        <b>{marks.unknown}</b> unknown
      </span>
      <span>
        <b>{marks.good}</b> well
      </span>
      {isBundled && <span>Many of a kind stand together; one press opens them.</span>}
      {alone > 0 && <span>{countOf(alone, "target that stands", "targets that stand")} alone: in the list.</span>}
      {opened.size > 0 && (
        <button type="button" class="link" onClick={onClose}>
          Close what was opened
        </button>
      )}
    </p>
  );
}
