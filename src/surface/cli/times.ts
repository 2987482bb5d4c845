/** Times as people say them. The exact ones are in --json. */
import { formatDuration } from "#core/model/plain";

const momentMs = 1_000;

/** `3m ago`; `never` for null. */
export function ago(time: string | number | null, now = Date.now()): string {
  if (time === null) return "never";
  const passedMs = now - (typeof time === "number" ? time : Date.parse(time));
  if (Number.isNaN(passedMs)) return "unknown";
  if (Math.abs(passedMs) < momentMs) return "just now";
  return passedMs < 0 ? `in ${coarse(-passedMs)}` : `${coarse(passedMs)} ago`;
}

/** How long something has lasted: `2h`. */
export function since(time: string, now = Date.now()): string {
  const passedMs = now - Date.parse(time);
  return passedMs < momentMs ? "less than 1s" : coarse(passedMs);
}

/** Whole seconds, and no seconds after ten minutes: nobody counts them by then. */
function coarse(ms: number): string {
  const unit = ms >= 600_000 ? 60_000 : 1_000;
  return formatDuration(Math.floor(ms / unit) * unit);
}

/** The time of day, in the reader's own zone, with milliseconds. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** The day, in the reader's own zone: 2026-03-01. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
