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
