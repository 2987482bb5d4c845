/** From the filters in the address to what the API is asked. */
import { kinds } from "./kinds.ts";

const passed = ["text", "actor", "target", "incident", "from", "to", "stream"] as const;

/** As the end of a query: `&actor=ann&types=…`. */
export function queryOf(query: URLSearchParams): string {
  const kept = passed.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === "" ? [] : [`&${name}=${encodeURIComponent(value)}`];
  });
  const kind = kinds[query.get("kind") ?? ""];
  return kept.join("") + (kind === undefined ? "" : `&types=${kind.types.join(",")}`);
}

/** ISO 8601 as the field wants it, in the reader's time zone. */
export function toField(iso: string | null): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromField(local: string): string | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
