/** What one probe reads: the last of it, and how it went. */
import { useMemo, useState } from "preact/hooks";
import type { IncidentSummary, Page, Reading, TargetDetail } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Badge, Card, Chart, type ChartMark, Empty, Loaded, lengthOf, Moment, plain } from "../../kit/index.ts";
import { type Curve, curvesOf, tellName, tellValue } from "./series.ts";
import { type Span, spanMs } from "./span.tsx";

type Probe = TargetDetail["probes"][number];

const points = 300;
const shownAtFirst = 2;
/** So many readings may be late before a line is broken off. */
const lateReadings = 3;

interface ProbeProps {
  readonly target: TargetDetail;
  readonly probe: Probe;
  readonly span: Span;
  readonly incidents: readonly IncidentSummary[];
  /** Which time is shown; moves on with each reading again. */
  readonly to: number;
}

export function ProbeCard({ target, probe, span, incidents, to }: ProbeProps) {
  const { id, kind, everyMs, last } = probe;
  return (
    <Card
      title={id === kind ? id : `${id} (${kind})`}
      aside={
        <>
          every {lengthOf(everyMs)}
          {last !== null && (
            <>
              , read <Moment at={last.takenAt} />
            </>
          )}
        </>
      }
    >
      {last === null ? <Empty title="Nothing was read yet." /> : <Last reading={last} />}
      <History target={target} probe={probe} span={span} incidents={incidents} to={to} />
    </Card>
  );
}

function Last({ reading: { available, error, latencyMs, values } }: { readonly reading: Reading }) {
  return (
    <div class="stack">
      {!available && (
        <p class="row">
          <Badge tone="warn">no answer</Badge> <bdi>{error ?? "it says not why"}</bdi>
        </p>
      )}
      <dl class="readings">
        <div>
          <dt>latency</dt>
          <dd>{tellValue("latencyMs", latencyMs)}</dd>
        </div>
        {Object.entries(values)
          .filter(([name]) => name !== "latencyMs")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{tellName(name)}</dt>
              <dd>
                <bdi>{tellValue(name, value)}</bdi>
              </dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function History({ target, probe, span, incidents, to }: ProbeProps) {
  const from = to - spanMs[span];
  const query = new URLSearchParams({
    ...{ target: target.id, probe: probe.id, from: String(from), to: String(to), points: String(points) },
  });
  const read = useResource<Page<Reading>>(`/v1/readings?${query}`, { keepsLast: true });
  const marks = useMemo(() => marksOf(incidents, from, to), [incidents, from, to]);
  const watched = target.watchedFor.filter(({ probes }) => probes.includes(probe.id));
  return (
    <Loaded of={read}>
      {({ items }) => (
        <Curves
          of={`${probe.id} of ${target.id}`}
          curves={curvesOf(items, watched, lateReadings * Math.max(probe.everyMs, spanMs[span] / points))}
          marks={marks}
          shown={[from, to]}
        />
      )}
    </Loaded>
  );
}

interface CurvesProps {
  readonly of: string;
  readonly curves: readonly Curve[];
  readonly marks: readonly ChartMark[];
  readonly shown: readonly [from: number, to: number];
}

function Curves({ of, curves, marks, shown: span }: CurvesProps) {
  const [isAll, setAll] = useState(false);
  if (curves.length === 0) return <p class="quiet">No numbers were read in this time.</p>;
  const shown = isAll ? curves : curves.slice(0, shownAtFirst);
  const rest = curves.length - shown.length;
  return (
    <>
      {shown.map((curve) => (
        <CurveChart key={curve.name} of={of} curve={curve} marks={marks} span={span} />
      ))}
      {rest > 0 && (
        <button type="button" onClick={() => setAll(true)}>
          Draw the other {rest === 1 ? "number" : `${rest} numbers`} too
        </button>
      )}
    </>
  );
}

interface CurveChartProps extends Pick<CurvesProps, "of" | "marks"> {
  readonly curve: Curve;
  readonly span: readonly [from: number, to: number];
}

function CurveChart({ of, curve, marks, span }: CurveChartProps) {
  const { name, unit, times, values, thresholds } = curve;
  const series = useMemo(() => [{ name, values }], [name, values]);
  return (
    <Chart
      label={`${name}, ${of}`}
      unit={unit}
      times={times}
      series={series}
      marks={marks}
      thresholds={thresholds}
      heightPx={150}
      span={span}
    />
  );
}

/** The newest few: more would only cover the line. */
const mostMarks = 8;

function marksOf(incidents: readonly IncidentSummary[], from: number, to: number): readonly ChartMark[] {
  const all = incidents.flatMap(({ type, openedAt, endedAt, state }): readonly ChartMark[] => [
    { at: Date.parse(openedAt), label: plain(type), tone: "bad" },
    ...(endedAt === null
      ? []
      : [{ at: Date.parse(endedAt), label: `${plain(type)}: ${plain(state)}`, tone: "good" as const }]),
  ]);
  return all
    .filter(({ at }) => at >= from && at <= to)
    .sort((one, other) => one.at - other.at)
    .slice(-mostMarks);
}

export const isOfTarget =
  (id: string) =>
  ({ type, data }: LiveEvent): boolean =>
    data.target === id || type.startsWith("incident.") || /^(silence|maintenance|config)\./.test(type);
