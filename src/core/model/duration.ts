/** Durations as text, apart from the schemas, so that it loads at once. */

/** Writes a duration the way people write it: `1.2s`, `5m`, `1h30m`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))}s`;
  const total = Math.round(ms / 1_000);
  if (total < 60) return `${total}s`;
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = total % 60;
  if (hours >= 48) return `${Math.floor(hours / 24)}d${hours % 24 > 0 ? `${hours % 24}h` : ""}`;
  if (hours > 0) return `${hours}h${minutes > 0 ? `${minutes}m` : ""}`;
  return `${minutes}m${seconds > 0 ? `${seconds}s` : ""}`;
}

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30s`, `5m`, `1h30m`, `250ms`, `0`; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    totalMs += Number(amount) * (durationUnits[unit ?? ""] ?? Number.NaN);
  }
  return totalMs;
}
