/** Scalars out of somebody else's JSON, by JSON Pointer. */
import { valueAtPointer } from "#core/lib";
import type { Scalar } from "#core/model";

export { jsonPointer } from "#core/lib";

/** Undefined when the text is no JSON, or nothing is there, or what is there is not a scalar. */
export function scalarAt(text: string, pointer: string): Scalar | undefined {
  try {
    const value = valueAtPointer(JSON.parse(text), pointer);
    return isScalar(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
