/** Times, lengths, sizes and names as people say them; in the reader's own time zone. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `0.3 s`, `42 s`, `5 min`, `2 h 10 min`, `3 days`. */
export function lengthOf(ms: number): string {
  const length = Math.max(0, ms);
  if (length < secondMs) return `${Math.round(length)} ms`;
  if (length < 10 * secondMs) return `${(length / secondMs).toFixed(1)} s`;
  if (length < 1.5 * minuteMs) return `${Math.round(length / secondMs)} s`;
  if (length < hourMs) return `${Math.round(length / minuteMs)} min`;
  if (length < dayMs) {
    const minutes = Math.floor((length % hourMs) / minuteMs);
    return `${Math.floor(length / hourMs)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
  }
  const days = Math.floor(length / dayMs);
  return days === 1 ? "1 day" : `${days} days`;
}

/** `just now`, `5 min ago`, `in 2 h`. */
export function agoOf(at: number, now: number): string {
  const past = now - at;
  if (Math.abs(past) < 5 * secondMs) return past < 0 ? "now" : "just now";
  return past < 0 ? `in ${lengthOf(-past)}` : `${lengthOf(past)} ago`;
}

export function absoluteOf(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
}

export function clockOf(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** `1.5 MB`; in powers of 1,024, as the rest of Chiron counts. */
export function sizeOf(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `1 incident`, `3 incidents`, `12,000 incidents`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? noun : plural}`;
}

/** `awaiting_approval` as `awaiting approval`. */
export function plain(name: string): string {
  return name.replaceAll("_", " ");
}

/** Whoever did something, without the door by which they came: `token:ann` is `ann`. */
export function actorOf(actor: string): string {
  return actor.replace(/^(human|service|agent|engine|mender|watchdog|system):/, "").replace(/^token:/, "");
}
