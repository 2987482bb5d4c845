/** Who watches whom, as a picture that lives; beside it the same in words. */
import type { HealersWatch } from "#core/model";
import { Badge, Card, lengthOf, plain, useNow } from "../../kit/index.ts";
import { type Edge, type Healer, sights, tones } from "./words.ts";

interface Props {
  readonly watch: HealersWatch;
  /** When that was read, by the browser's clock. */
  readonly readAt: number;
  readonly isOld: boolean;
}

const size = { width: 600, height: 430 } as const;
const box = { width: 200, height: 116 } as const;
const places: Readonly<Record<Healer["role"], { readonly x: number; readonly y: number }>> = {
  watchdog: { x: 300, y: 66 },
  engine: { x: 108, y: 356 },
  mender: { x: 492, y: 356 },
};
/** Two arrows between the same two run beside one another. */
const apart = 10;
/** Between a box and an arrow. */
const gap = 7;

export function Picture({ watch, readAt, isOld }: Props) {
  const { healers, edges, isEmergency } = watch;
  return (
    <Card
      title="Who watches whom"
      aside={isEmergency ? <Badge tone="bad">an emergency is under way</Badge> : undefined}
      {...(isOld || isEmergency ? { tone: "bad" as const } : {})}
    >
      {edges.length === 0 ? (
        <p class="quiet">
          The engine runs alone: no mender and no watchdog look after it. `chiron up` starts all three.
        </p>
      ) : (
        <div class={isOld ? "watch-picture is-old" : "watch-picture"}>
          <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" focusable="false">
            <defs>
              <marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
                <path class="arrow-head" d="M0 0 10 5 0 10z" />
              </marker>
            </defs>
            {edges.map((edge) => (
              <Arrow key={`${edge.watcher} ${edge.watched}`} edge={edge} />
            ))}
            {healers.map((healer) => (
              <Box key={healer.role} healer={healer} readAt={readAt} isOld={isOld} />
            ))}
          </svg>
          <ul class="watch-words">
            {edges.map((edge) => (
              <li key={`${edge.watcher} ${edge.watched}`} class={`sight-${edge.state}`}>
                <strong>
                  {edge.watcher} → {edge.watched}
                </strong>{" "}
                {sights[edge.state]}; {edge.duty}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function Arrow({ edge: { watcher, watched, state } }: { readonly edge: Edge }) {
  const [from, to] = [places[watcher], places[watched]];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const [sx, sy] = [(-dy / length) * apart, (dx / length) * apart];
  const begin = wayOut(dx, dy, sx, sy);
  const end = wayOut(-dx, -dy, sx, sy);
  return (
    <line
      class={`sight sight-${state}`}
      x1={from.x + sx + begin * dx}
      y1={from.y + sy + begin * dy}
      x2={to.x + sx - end * dx}
      y2={to.y + sy - end * dy}
      marker-end="url(#arrow)"
    />
  );
}

/** After which share of its way a line that begins beside the middle of a box has left it. */
function wayOut(dx: number, dy: number, sx: number, sy: number): number {
  const along = (half: number, way: number, start: number) =>
    Math.abs(way) < 1e-9 ? Number.POSITIVE_INFINITY : (half + gap - Math.sign(way) * start) / Math.abs(way);
  return Math.min(along(box.width / 2, dx, sx), along(box.height / 2, dy, sy));
}

const shapes = { good: "●", bad: "◆", warn: "▲", info: "■", quiet: "○" } as const;

function Box({ healer, readAt, isOld }: { readonly healer: Healer } & Pick<Props, "readAt" | "isOld">) {
  const { role, state, pid } = healer;
  const { x, y } = places[role];
  const tone = tones[state];
  return (
    <g class={`healer healer-${tone}`} transform={`translate(${x - box.width / 2} ${y - box.height / 2})`}>
      <rect width={box.width} height={box.height} rx="10" />
      <text x="14" y="29" class="healer-role">
        {role}
      </text>
      <text x="14" y="56">
        {shapes[tone]} {isOld ? `was ${plain(state)}` : plain(state)}
      </text>
      <text x="14" y="80" class="healer-small">
        <Beat healer={healer} readAt={readAt} />
      </text>
      <text x="14" y="103" class="healer-small">
        {pid === null ? "no process" : `pid ${pid}`}
      </text>
    </g>
  );
}

/** It ticks by the browser's clock from what was read, and begins anew with each look. */
function Beat({ healer: { beatAgoMs }, readAt }: { readonly healer: Healer; readonly readAt: number }) {
  const now = useNow();
  if (beatAgoMs === null) return <>no beat</>;
  const ageMs = beatAgoMs + Math.max(0, now - readAt);
  return (
    <>
      {ageMs < 1_000
        ? "beat just now"
        : `beat ${Math.round(ageMs / 1_000) < 60 ? `${Math.round(ageMs / 1_000)} s` : lengthOf(ageMs)} ago`}
    </>
  );
}
