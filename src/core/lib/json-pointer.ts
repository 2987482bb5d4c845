/** Values out of JSON, by JSON Pointer (RFC 6901): `/jobs/0/finishedAt`; the empty pointer is the whole. */
import { z } from "zod";

export const jsonPointer = z
  .string()
  .max(1_000)
  .regex(/^(\/([^~/]|~[01])*)*$/, "is not a JSON pointer; write it like /job/finishedAt");

/** Undefined when nothing is there. */
export function valueAtPointer(value: unknown, pointer: string): unknown {
  let inner = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[key];
  }
  return inner;
}
