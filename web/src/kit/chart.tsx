/** Readings over time, with what happened marked in them; beside it the same as a table, for whoever cannot see it. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Tone } from "./badge.tsx";
import { absoluteOf, clockOf } from "./words.ts";

export interface ChartSeries {
  readonly name: string;
  /** One for each time; null where nothing was read: a gap, never a zero. */
  readonly values: readonly (number | null)[];
}

export interface ChartMark {
  /** ms since the epoch. */
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

export interface ChartProps {
  /** What it shows, such as "CPU of web". */
  readonly label: string;
  /** Of all series, such as "ms" or "%"; empty where it has none. */
  readonly unit: string;
  /** ms since the epoch, ascending. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly marks?: readonly ChartMark[];
  readonly thresholds?: readonly { readonly value: number; readonly label: string }[];
  readonly heightPx?: number;
  /** Values that the axis shows in any case; default: as far as was read. */
  readonly bounds?: readonly [low: number, high: number];
  /** The time that is shown, ms since the epoch, where that is more than what was read. */
  readonly span?: readonly [from: number, to: number];
}

const heightByDefault = 180;
const mostRows = 200;

export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const title = useId();
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const onChange = () => setTheme((last) => last + 1);
    dark.addEventListener("change", onChange);
    return () => dark.removeEventListener("change", onChange);
  }, []);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    let end: (() => void) | undefined;
    let isGone = false;
    void import("./draw-chart.ts").then(({ drawChart }) => {
      if (!isGone) end = drawChart(element, props);
    });
    return () => {
      isGone = true;
      end?.();
    };
  }, [props.times, props.series, props.marks, props.thresholds, props.label, theme]);
  return (
    <figure class="chart" aria-labelledby={title}>
      <figcaption id={title}>
        {props.label}
        {props.unit !== "" && <span class="quiet"> in {props.unit}</span>}
      </figcaption>
      <div class="plot" aria-hidden="true" ref={holder} style={{ height: `${props.heightPx ?? heightByDefault}px` }} />
      {props.marks !== undefined && props.marks.length > 0 && <Legend marks={props.marks} />}
      <Figures {...props} />
    </figure>
  );
}

function Legend({ marks }: { readonly marks: readonly ChartMark[] }) {
  return (
    <ol class="marks">
      {marks.map(({ at, label, tone }, index) => (
        <li key={`${at} ${label}`} class={`mark-${tone}`}>
          <b>{index + 1}</b> {label} <time dateTime={new Date(at).toISOString()}>{clockOf(at)}</time>
        </li>
      ))}
    </ol>
  );
}

/** The newest of what is drawn. */
function Figures({ label, unit, times, series }: ChartProps) {
  const from = Math.max(0, times.length - mostRows);
  return (
    <details>
      <summary>The same as a table</summary>
      <section class="scrolls" tabIndex={0} aria-label={`${label}: figures`}>
        <table>
          <caption class="unseen">{label}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {series.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                  {unit !== "" && ` (${unit})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.slice(from).map((time, row) => (
              <tr key={time}>
                <td>{absoluteOf(time)}</td>
                {series.map(({ name, values }) => (
                  <td key={name} class="number">
                    {values[from + row] ?? "unknown"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
