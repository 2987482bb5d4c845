/** The labels under which a format says what it is; written in bold, as headings, or plainly. */
import { nameKey } from "../text/index.ts";

export type Label =
  | "pattern"
  | "fields"
  | "optional fields"
  | "recommended fields"
  | "structure"
  | "recommended structure"
  | "descriptions"
  | "producer"
  | "consumer"
  | "gate"
  | "note"
  | "schema"
  | "events"
  | "version"
  /** Said for people, and nothing to enforce. */
  | "information";

const spellings: Readonly<Record<Label, readonly string[]>> = {
  pattern: ["pattern", "patterns", "regex", "regular expression", "recognised by", "recognized by"],
  fields: ["required fields", "required field", "fields", "mandatory fields"],
  "optional fields": ["optional fields", "optional field"],
  "recommended fields": ["recommended fields", "recommended field"],
  structure: ["required structure", "structure", "template", "required template", "layout"],
  "recommended structure": ["recommended structure", "recommended template", "suggested structure"],
  descriptions: ["field descriptions", "field description", "descriptions", "field values", "values", "field types"],
  producer: ["producer", "producers", "produced by", "emitted by"],
  consumer: ["consumer", "consumers", "consumed by", "parser", "parsed by"],
  gate: ["gate", "gates", "checked at", "quality gate"],
  note: ["note", "notes", "enforcement", "strictness"],
  schema: ["json schema", "schema"],
  events: ["events", "event table"],
  version: ["version", "contract version", "format version"],
  information: [
    ..."description purpose rationale example examples owner changelog history location file usage used background title".split(
      " ",
    ),
    ..."used by,last updated,updated,date,status,see also,valid example,invalid example,example output,sample".split(
      ",",
    ),
    ..."priority,scope,audience,when,why,rules of change,author,authors,maintainer".split(","),
  ],
};

const byKey = new Map(
  (Object.entries(spellings) as [Label, readonly string[]][]).flatMap(([label, words]) =>
    words.map((word) => [nameKey(word), label] as const),
  ),
);

export function labelOf(words: string): Label | undefined {
  return byKey.get(nameKey(words.replace(/\(.*\)/, "")));
}
