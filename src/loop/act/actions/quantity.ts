/** Sizes and names in the words of actions. */

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** As people say it: `3 bytes`, `1.2 GB`. Decimal, as df(1) and disks are. */
export function sizeInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  if (unit === 0) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `1 file`, `3 files` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A path as it is, unless there is something in it that would not show as what it is. */
export function shownPath(path: string): string {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"]/u.test(path) ? JSON.stringify(path) : path;
}

/** The first of a list, and how many more there are. */
export function listed(parts: readonly string[], most: number): string {
  const more = parts.length - most;
  return more > 0 ? `${parts.slice(0, most).join("; ")}; and ${more} more` : parts.join("; ");
}
