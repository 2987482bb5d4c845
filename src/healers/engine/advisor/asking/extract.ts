/** Finds the one JSON object in what a model said: alone, in a block of code, or with words around it. */

/** Beyond this depth nothing is meant, and what walks it later would go deep. */
const deepest = 20;

export function extractObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const whole = objectIn(text);
  if (whole !== undefined) return whole;
  const blocks = [...text.matchAll(/```(?:json)?[ \t]*\n([\s\S]*?)```/g)].map(([, inner]) => objectIn(inner ?? ""));
  const inBlocks = blocks.filter((one) => one !== undefined);
  // With several there is no telling which is meant.
  if (inBlocks.length > 0) return inBlocks.length === 1 ? inBlocks[0] : undefined;
  const first = text.indexOf("{");
  const last = text.lastIndexOf("}");
  return first === -1 || last < first ? undefined : objectIn(text.slice(first, last + 1));
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value) || isDeep(value, 0)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Whether it is nested deeper than any answer would be. */
export function isDeep(value: unknown, depth = 0): boolean {
  if (value === null || typeof value !== "object") return false;
  return depth >= deepest || Object.values(value).some((inner) => isDeep(inner, depth + 1));
}
