/** What a contract means, without where it says it: so that two texts of it can be compared. */
import { canonicalJson } from "#core/lib";
import type { Contract } from "../read/index.ts";

/** One text for one meaning. Remarks are about the text. */
export function meaningOf({ title, version, formats, events }: Contract): string {
  return canonicalJson(placeless({ title, version, formats, events }));
}

function placeless(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(placeless);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key === "place" && isPlace(value)));
  return Object.fromEntries(entries.map(([key, value]) => [key, placeless(value)]));
}

/** A JSON Schema may have a property of that name. */
function isPlace(value: unknown): boolean {
  return typeof value === "object" && value !== null && "endLine" in value && "start" in value;
}
