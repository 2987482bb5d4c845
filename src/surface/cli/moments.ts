/** Moments as people give them: how far back (`7d`), or a date and time. */
import { InvalidArgumentError } from "commander";
import { parseDuration } from "#core/model/plain";

/** In ms since the epoch. */
export function moment(text: string): number {
  const back = parseDuration(text);
  if (back !== undefined) return Date.now() - back;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError("It is a duration such as 24h or 30d, or a date such as 2026-03-01.");
  return at;
}
