/** Where the next page begins, as text that nobody has to understand. */
import { ChironError } from "#core/model";

export function writeCursor(place: string | number): string {
  return Buffer.from(String(place)).toString("base64url");
}

export function readPlace(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = readCursor(cursor);
  if (!/^\d{1,15}$/.test(text)) throw notOurs();
  return Number(text);
}

export function readCursor(cursor: string): string {
  return Buffer.from(cursor, "base64url").toString();
}

export function notOurs(): ChironError {
  return new ChironError("bad_request", "The cursor is not one that this list gave", {
    help: "Pass `next` of the page before, unchanged, or leave it away to begin anew.",
  });
}

/** Between 1 and `most`. */
export function bounded(asked: number | undefined, usual: number, most: number): number {
  return Math.min(Math.max(1, Math.trunc(asked ?? usual)), most);
}
