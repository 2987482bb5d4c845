/** Values that stand in addresses, queries and bodies. A name or id can hold nothing that means something elsewhere. */
import { z } from "zod";
import { name } from "#core/model";

export const incidentId = name.describe("An incident's id");
export const runbookId = name.describe("A runbook's id");
export const targetId = name.describe("A target's id");

export const reason = z.string().trim().min(1, "is needed").max(2_000).describe("Why; it is kept in the log");

const digits = z.string().regex(/^\d{1,15}$/, "is not a whole number");
export const count = digits.transform(Number);
export const pageLength = count
  .pipe(z.number().int().min(1).max(1_000))
  .default(100)
  .describe("How many at most, 1 to 1000");
export const cursor = z.string().max(500).describe("`next` of the page before");
export const afterSequence = count.describe("Only events after this sequence number");

/** ISO 8601, or milliseconds since the epoch. */
export const moment = z
  .union([count, z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
  .describe("A time: ISO 8601, or milliseconds since the epoch");

export const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** `a,b,c` */
export const eventTypes = z
  .string()
  .regex(/^[a-z_.:-]{1,64}(,[a-z_.:-]{1,64}){0,63}$/, "is not a list of event types, separated by commas")
  .transform((text) => text.split(","))
  .describe("Only these types of event, separated by commas");

export const hash = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex");

/** Without the keys that were not given. */
export function definedOf<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
