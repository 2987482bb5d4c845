/** Values of SQLite as values of JSON. */
import type { Scalar } from "#core/model";

export function toScalar(value: unknown): Scalar {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return null;
}
