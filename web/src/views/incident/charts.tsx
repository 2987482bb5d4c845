/** The readings around it, with what was found, done and proved marked in them. */
import { useMemo } from "preact/hooks";
import type { ChartedValue, IncidentStory, MomentKind, Page, Reading } from "#core/model";
import { useResource } from "../../api/index.ts";
import { Card, Chart, type ChartMark, Empty, Loaded, plain, type Tone } from "../../kit/index.ts";

const tones: Readonly<Record<MomentKind, Tone>> = {
  began: "warn",
  detected: "bad",
  asked: "warn",
  acted: "info",
  done: "info",
  verified: "good",
  ended: "good",
};

/** While it is open readings come that no event tells of. */
const everyMs = 5_000;
const yesOrNo = [0, 1] as const;
const mostReadings = 2_000;

type One = IncidentStory["charts"][number];

export function Charts({ story, isOver }: { readonly story: IncidentStory; readonly isOver: boolean }) {
  const charts = story.charts.filter(({ values }) => values.length > 0);
  if (charts.length === 0) return null;
  // Each answer of the API is another object; what is marked seldom changes.
  const said = JSON.stringify(story.moments);
  const marks = useMemo(
    () => story.moments.map(({ kind, at, label }) => ({ at: Date.parse(at), label, tone: tones[kind] })),
    [said],
  );
  return (
    <Card title="Readings around it" id="readings">
      <div class="stack same-marks">
        {charts.map((chart) => (
          <Probe
            key={chart.probe}
            chart={chart}
            marks={marks}
            from={story.window.from}
            to={isOver ? story.window.to : null}
          />
        ))}
      </div>
    </Card>
  );
}

interface ProbeProps {
  readonly chart: One;
  readonly marks: readonly ChartMark[];
  readonly from: string;
  readonly to: string | null;
}

function Probe({ chart, marks, from, to }: ProbeProps) {
  const where = new URLSearchParams({ target: chart.target, probe: chart.probe, limit: String(mostReadings) });
  // To the minute: a window that moves with each look would be another address each time.
  where.set("from", `${from.slice(0, 16)}:00.000Z`);
  if (to !== null) where.set("to", to);
  const path = `/v1/readings?${where.toString()}`;
  const readings = useResource<Page<Reading>>(path, { keepsLast: true, ...(to === null ? { everyMs } : {}) });
  return (
    <Loaded of={readings}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={`No reading of ${chart.probe} is kept from then.`} />
        ) : (
          byUnit(chart.values).map(({ unit, values }) => (
            <Drawn key={unit} chart={chart} unit={unit} values={values} items={items} marks={marks} />
          ))
        )
      }
    </Loaded>
  );
}

interface DrawnProps {
  readonly chart: One;
  readonly unit: string;
  readonly values: readonly ChartedValue[];
  readonly items: readonly Reading[];
  readonly marks: readonly ChartMark[];
}

function Drawn({ chart: { target, probe }, unit, values, items, marks }: DrawnProps) {
  const names = values.map(({ name }) => name).join();
  const times = useMemo(() => items.map(({ takenAt }) => takenAt), [items]);
  const series = useMemo(
    () => values.map((value) => ({ name: wordsOf(value), values: items.map((item) => numberIn(item, value.name)) })),
    [items, names],
  );
  const limits = JSON.stringify(values.map(({ thresholds }) => thresholds));
  const thresholds = useMemo(
    () => values.flatMap((one) => one.thresholds.map(({ name, value }) => ({ value, label: `${name}: ${value}` }))),
    [limits],
  );
  return (
    <Chart
      label={`${probe} of ${target}: ${values.map(wordsOf).join(", ")}`}
      unit={unit === "yes or no" ? "1 = yes, 0 = no" : unit}
      times={times}
      series={series}
      marks={marks}
      thresholds={thresholds}
      {...(unit === "yes or no" ? { bounds: yesOrNo } : {})}
      heightPx={150}
    />
  );
}

function byUnit(values: readonly ChartedValue[]) {
  const units = new Map<string, ChartedValue[]>();
  for (const value of values) units.set(value.unit ?? "", [...(units.get(value.unit ?? "") ?? []), value]);
  return [...units].map(([unit, own]) => ({ unit, values: own }));
}

/** No answer is a gap. */
function numberIn({ available, values }: Reading, name: string): number | null {
  const value = values[name];
  if (typeof value === "boolean") return value ? 1 : 0;
  return available && typeof value === "number" ? value : null;
}

/** `usedPercent` as `used`: the unit stands beside it. */
function wordsOf({ name, unit }: ChartedValue): string {
  const words = plain(name.replace(/([a-z])([A-Z])/g, "$1 $2")).toLowerCase();
  return unit === null ? words : words.replace(/ (percent|ms|seconds?|minutes?|hours?|days?|kib|mib|mb|bytes)$/, "");
}
