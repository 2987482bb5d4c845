/** Points in time as programs write them. */
import type { Scalar } from "#core/model";

/** ISO 8601 with a date and a time. Where it names no zone, UTC is meant. */
const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)?$/i;
/** Seconds since the epoch stay below this for 3,000 years; milliseconds have been above it since 1973. */
const leastMilliseconds = 1e11;

/** Milliseconds since the epoch, of an ISO time or of a number of seconds or milliseconds; undefined when it is none. */
export function readTimestamp(value: Scalar): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value > 0 ? fromNumber(value) : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const match = iso.exec(text);
  if (match === null) return undefined;
  const zone =
    match[3] === undefined
      ? "Z"
      : match[3].toUpperCase().replace(/^([+-]\d\d):?(\d\d)?$/, (_all, hours, minutes = "00") => `${hours}:${minutes}`);
  const time = text
    .slice(0, text.length - (match[3]?.length ?? 0))
    .trim()
    .replace(" ", "T")
    .replace("t", "T")
    .replace(",", ".");
  const ms = Date.parse(`${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function fromNumber(value: number): number {
  return value < leastMilliseconds ? value * 1_000 : value;
}
