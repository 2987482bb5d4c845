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

const size = { width: 720, height: 380 } as const;
const box = { width: 172, height: 92 } as const;
const places: Readonly<Record<Healer["role"], { readonly x: number; readonly y: number }>> = {
  watchdog: { x: 360, y: 62 },
  engine: { x: 110, y: 310 },
  mender: { x: 610, y: 310 },
};
/** Two arrows between the same two run beside one another. */
const apart = 9;

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
  const begin = edgeOfBox(dx, dy);
  const end = edgeOfBox(-dx, -dy);
  return (
    <line
      class={`sight sight-${state}`}
      x1={from.x + begin.x + sx}
      y1={from.y + begin.y + sy}
      x2={to.x + end.x + sx}
      y2={to.y + end.y + sy}
      marker-end="url(#arrow)"
    />
  );
}

/** Where the way from the middle of a box in this direction leaves it. */
function edgeOfBox(dx: number, dy: number): { readonly x: number; readonly y: number } {
  const share = Math.min(
    (box.width / 2 + 8) / Math.max(Math.abs(dx), 1e-9),
    (box.height / 2 + 8) / Math.max(Math.abs(dy), 1e-9),
  );
  return { x: dx * share, y: dy * share };
}

const shapes = { good: "●", bad: "◆", warn: "▲", info: "■", quiet: "○" } as const;

function Box({ healer, readAt, isOld }: { readonly healer: Healer } & Pick<Props, "readAt" | "isOld">) {
  const { role, state, pid } = healer;
  const { x, y } = places[role];
  const tone = tones[state];
  return (
    <g class={`healer healer-${tone}`} transform={`translate(${x - box.width / 2} ${y - box.height / 2})`}>
      <rect width={box.width} height={box.height} rx="10" />
      <text x="14" y="26" class="healer-role">
        {role}
      </text>
      <text x="14" y="49">
        {shapes[tone]} {isOld ? `was ${plain(state)}` : plain(state)}
      </text>
      <text x="14" y="70" class="healer-small">
        <Beat healer={healer} readAt={readAt} />
      </text>
      <text x={box.width - 12} y="26" class="healer-small healer-pid">
        {pid === null ? "" : `pid ${pid}`}
      </text>
    </g>
  );
}

/** It ticks by the browser's clock from what was read, and begins anew with each look. */
export function Beat({ healer: { beatAgoMs }, readAt }: { readonly healer: Healer; readonly readAt: number }) {
  const now = useNow();
  if (beatAgoMs === null) return <>no heartbeat</>;
  const ageMs = beatAgoMs + Math.max(0, now - readAt);
  return <>{`heartbeat ${lengthOf(Math.round(ageMs / 1_000) * 1_000)} ago`}</>;
}
