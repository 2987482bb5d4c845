/** Fenced JSON Schemas. */

import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { Code } from "mdast";
import type { Schema } from "./contract.ts";
import { type Block, placeOf } from "./markdown.ts";
import type { Remarks } from "./remarks.ts";

const longestSchema = 200_000;

/** An example in JSON has no such keys. */
export function isSchema(block: Block): block is Code {
  if (block.type !== "code") return false;
  if (/^json-?schema$/i.test(block.lang ?? "") || /\bschema\b/i.test(block.meta ?? "")) return true;
  return (
    /^json/i.test(block.lang ?? "") &&
    /"\$schema"|"properties"\s*:|"\$defs"|"(?:any|one|all)Of"\s*:/.test(block.value.slice(0, 20_000))
  );
}

export function readSchema(block: Code, remarks: Remarks): Schema | null {
  const at = placeOf(block);
  const place = { ...at, line: at.line + 1 };
  if (block.value.length > longestSchema) {
    remarks.add(place.line, "not_enforced", `a JSON Schema of more than ${longestSchema} characters`);
    return null;
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(block.value, errors, { allowTrailingComma: false, disallowComments: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = place.line + block.value.slice(0, error.offset).split("\n").length - 1;
    remarks.add(line, "not_understood", `the JSON Schema cannot be read: ${printParseErrorCode(error.error)}`);
    return null;
  }
  return { value, place };
}
