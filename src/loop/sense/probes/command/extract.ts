/** Values out of what a command wrote: by a pattern with one group, or by a JSON pointer when its whole output is JSON. */
import { z } from "zod";
import { linearPattern } from "#core/lib";
import { messageOf, type Scalar } from "#core/model";
import { jsonPointer, scalarAt } from "../json-pointer.ts";

/** They could otherwise contradict what the probe itself says. */
const ownNames = ["serving", "exitCode"];
/** Longer texts belong into a log, not into a reading. */
const longestText = 1_000;

const pattern = z
  .string()
  .min(1)
  .superRefine((source, ctx) => {
    try {
      linearPattern(source);
    } catch (error) {
      ctx.addIssue({ code: "custom", message: messageOf(error) });
    }
  });

const source = z.union([
  z.strictObject({ regex: pattern.describe("RE2 syntax; its first group, or the whole match when it has none") }),
  z.strictObject({ json: jsonPointer.describe("A JSON pointer; the whole output has to be JSON") }),
]);

export const extractions = z
  .record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/, "is written like queueLength"), source)
  .refine(
    (record) => !ownNames.some((name) => Object.hasOwn(record, name)),
    `may not name a value ${ownNames.join(" or ")}`,
  )
  .refine((record) => Object.keys(record).length <= 50, "has more than 50 values");
type Extractions = z.output<typeof extractions>;

/** What is not found is left out, and named: a missing value is unknown, never zero. */
export function extract(
  output: string,
  wanted: Extractions,
): { values: Record<string, Scalar>; missing: readonly string[] } {
  const values: Record<string, Scalar> = {};
  const missing: string[] = [];
  for (const [name, from] of Object.entries(wanted)) {
    const found = "json" in from ? scalarAt(output, from.json) : typed(linearPattern(from.regex).first(output));
    if (found === undefined) missing.push(name);
    else values[name] = typeof found === "string" ? found.slice(0, longestText) : found;
  }
  return { values, missing };
}

/** Text has no types; what reads as a plain number is one. */
function typed(text: string | undefined): Scalar | undefined {
  if (text === undefined) return undefined;
  return /^[+-]?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})$/.test(text.trim()) ? Number(text) : text;
}
