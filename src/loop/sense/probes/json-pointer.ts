/** Values out of somebody else's JSON, by JSON Pointer (RFC 6901): `/jobs/0/finishedAt`; the empty pointer is the whole. */
import { z } from "zod";
import type { Scalar } from "#core/model";

export const jsonPointer = z
  .string()
  .max(1_000)
  .regex(/^(\/([^~/]|~[01])*)*$/, "is not a JSON pointer; write it like /job/finishedAt");

/** Undefined when the text is no JSON, or nothing is there, or what is there is not a scalar. */
export function scalarAt(text: string, pointer: string): Scalar | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return isScalar(value) ? value : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
