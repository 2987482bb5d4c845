import { formatFigure, formatTable } from "../lib/table.ts";
import { EVERY_SECONDS } from "./contender.ts";
import type { Cost } from "./cost.ts";

/** One measurement of one contender. */
export interface Measurement extends Cost {
  readonly contender: string;
  readonly version: string;
  readonly targets: number;
  readonly hanging: number;
}

/** The contender that the others' processor time is held against: the most frugal one. */
const UNIT = "monit";

const HEADER = [
  "contender",
  "checks",
  "of those wanted",
  "CPU s / 1,000 checks",
  `× ${UNIT}`,
  "RSS MB",
  "PSS MB",
  "processes",
];

/** One table a number of targets. */
export function formatReport(measurements: readonly Measurement[]): string {
  const sizes = [...new Set(measurements.map(({ targets }) => targets))];
  return sizes
    .map((size) => {
      const own = measurements.filter(({ targets }) => targets === size);
      const hanging = own[0]?.hanging ? `, ${own[0].hanging} of them hanging` : "";
      return `${size} targets${hanging}, each checked every ${EVERY_SECONDS} s\n\n${formatSize(own)}`;
    })
    .join("\n\n");
}

function formatSize(measurements: readonly Measurement[]): string {
  const unit = measurements.find(({ contender }) => contender === UNIT);
  const rows = measurements.map((measurement) => {
    const wanted = ((measurement.targets - measurement.hanging) * measurement.seconds) / EVERY_SECONDS;
    return [
      `${measurement.contender} ${measurement.version}`,
      String(measurement.checks),
      `${((100 * measurement.checks) / wanted).toFixed(1)} %`,
      formatFigure(cpuPerThousand(measurement)),
      unit ? formatFigure(cpuPerThousand(measurement) / cpuPerThousand(unit)) : "–",
      formatFigure(measurement.rssMB),
      formatFigure(measurement.pssMB),
      String(measurement.processes),
    ];
  });
  return formatTable(HEADER, rows);
}

function cpuPerThousand({ cpuSeconds, checks }: Measurement): number {
  return (cpuSeconds / checks) * 1000;
}
