/** The drawing of a chart, loaded with the first one that is shown. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartProps } from "./chart.tsx";

const seriesColours = ["--line-1", "--line-2", "--line-3", "--line-4"];
const headPx = 18;

/** Returns the way to take it away again. */
export function drawChart(element: HTMLElement, props: ChartProps): () => void {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--ink-quiet"),
    grid: { stroke: colour("--edge"), width: 1 },
    ticks: { stroke: colour("--edge"), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height: props.heightPx ?? element.clientHeight,
      padding: [headPx, 30, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { ...spanFor(props), y: { range: rangeFor(props) } },
      axes: [
        { ...axis, space: 90, values: (_, at) => at.map(timeOf(at)) },
        { ...axis, size: 56 },
      ],
      series: [
        {},
        ...props.series.map(({ name }, index) => ({
          label: name,
          stroke: colour(seriesColours[index % seriesColours.length] ?? "--line-1"),
          width: 1.75,
          spanGaps: false,
          points: { show: props.times.length < 40, size: 4 },
        })),
      ],
      hooks: { draw: [(drawn) => drawThresholds(drawn, props, colour), (drawn) => drawMarks(drawn, props, colour)] },
    },
    [props.times.map((at) => at / 1_000), ...props.series.map(({ values }) => [...values])],
    element,
  );
  const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: element.clientHeight }));
  watch.observe(element);
  return () => {
    watch.disconnect();
    plot.destroy();
  };
}

/** By the reader's clock; a date where it spans more than a day. */
function timeOf(at: readonly number[]): (seconds: number) => string {
  const spanSeconds = (at.at(-1) ?? 0) - (at[0] ?? 0);
  const form: Intl.DateTimeFormatOptions =
    spanSeconds > 86_400
      ? { month: "short", day: "numeric", hour: "2-digit" }
      : { hour: "2-digit", minute: "2-digit", ...(spanSeconds < 300 ? { second: "2-digit" } : {}) };
  const write = new Intl.DateTimeFormat(undefined, form);
  return (seconds) => write.format(seconds * 1_000);
}

function spanFor({ span }: ChartProps): uPlot.Scales {
  if (span === undefined) return {};
  const [from, to] = span;
  return { x: { range: [from / 1_000, to / 1_000] } };
}

/** All that was read and every threshold are within; a flat line stands in the middle. */
function rangeFor({ series, thresholds = [], bounds }: ChartProps): () => [number, number] {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const all = [...values, ...thresholds.map(({ value }) => value), ...(bounds ?? [])];
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return () => [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  const bottom = low >= 0 && low - room < 0 ? 0 : low - room;
  return () => [bottom, high + room];
}

type Colour = (name: string) => string;

function drawThresholds({ ctx, bbox, valToPos }: uPlot, { thresholds = [] }: ChartProps, colour: Colour): void {
  ctx.save();
  ctx.setLineDash([6, 4]);
  ctx.strokeStyle = colour("--warn");
  ctx.fillStyle = colour("--warn-ink");
  ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  ctx.textAlign = "left";
  for (const { value, label } of thresholds) {
    const y = valToPos(value, "y", true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Above its line, or below where there is no room above.
    const isBelow = y - bbox.top < 16 * devicePixelRatio;
    ctx.textBaseline = isBelow ? "top" : "bottom";
    const room = bbox.width - 8 * devicePixelRatio;
    ctx.fillText(fitted(ctx, label, room), bbox.left + 4 * devicePixelRatio, y + (isBelow ? 3 : -3) * devicePixelRatio);
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, label: string, room: number): string {
  if (ctx.measureText(label).width <= room) return label;
  let length = label.length;
  while (length > 1 && ctx.measureText(`${label.slice(0, length)}…`).width > room) length--;
  return `${label.slice(0, length)}…`;
}

/** Numbered as in the list below the chart, where the words stand. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, { marks = [] }: ChartProps, colour: Colour): void {
  ctx.save();
  ctx.font = `bold ${11 * devicePixelRatio}px sans-serif`;
  ctx.textAlign = "center";
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const [index, { at, tone }] of marks.entries()) {
    const x = valToPos(at / 1_000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(`--${tone}`);
    ctx.fillStyle = colour(`--${tone}-ink`);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // Two that are close together: the second number stands beside the first.
    const place = Math.max(x, lastEnd + 7 * devicePixelRatio);
    ctx.fillText(String(index + 1), place, bbox.top - 5 * devicePixelRatio);
    lastEnd = place + 7 * devicePixelRatio;
  }
  ctx.restore();
}
