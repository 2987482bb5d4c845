/** The table of events: who emits each, and who listens. */
import type { Table } from "mdast";
import { nameKey } from "../text/index.ts";
import type { ContractEvent } from "./contract.ts";
import { unquoted } from "./field-type.ts";
import { fieldOf, splitOutside } from "./fields.ts";
import { placeOf, wordsOf } from "./markdown.ts";
import type { Remarks } from "./remarks.ts";

const columnWords = {
  name: ["event", "events", "eventname", "name", "type", "topic", "message"],
  producers: ["producer", "producers", "emittedby", "emitter", "source", "from", "publisher", "sender", "producedby"],
  consumers: [
    "consumer",
    "consumers",
    "consumedby",
    "listener",
    "listeners",
    "subscriber",
    "subscribers",
    "to",
    "receiver",
    "listenedby",
    "handler",
  ],
  payload: ["payload", "fields", "data", "requiredfields", "carries"],
} as const;

/** Whether it has events at all: a column of names, and one of those who emit or who listen. */
export function isEventTable(table: Table): boolean {
  const at = columnsOf(table);
  return at.name >= 0 && at.consumers >= 0 && at.name !== at.consumers;
}

export function readEvents(table: Table, format: string | null, remarks: Remarks): ContractEvent[] {
  const at = columnsOf(table);
  const [, ...rows] = table.children;
  return rows.flatMap((row) => {
    const cell = (index: number) => {
      const node = index < 0 ? undefined : row.children[index];
      return node === undefined ? "" : wordsOf(node).replaceAll("\\|", "|").trim();
    };
    const place = placeOf(row);
    const name = unquoted(cell(at.name));
    if (name === "" || /\s/.test(name)) {
      remarks.add(place.line, "not_understood", `"${name}" is no name of an event`);
      return [];
    }
    const consumers = partiesOf(cell(at.consumers));
    if (consumers.length === 0)
      remarks.add(place.line, "assumed", `nobody consumes the event ${name}: each one emitted is an orphan`);
    const payload = splitOutside(/^\W*$|^none$/i.test(cell(at.payload)) ? "" : cell(at.payload)).flatMap((part) => {
      const field = fieldOf(part, place, "inline", { isRequired: true, isAdvisory: false }, remarks);
      return field === null ? [] : [field];
    });
    return [{ name, producers: partiesOf(cell(at.producers)), consumers, payload, format, place }];
  });
}

function columnsOf(table: Table): Record<keyof typeof columnWords, number> {
  const keys = table.children[0]?.children.map((cell) => nameKey(wordsOf(cell))) ?? [];
  const find = (words: readonly string[]) => keys.findIndex((key) => words.includes(key));
  return {
    name: find(columnWords.name),
    producers: find(columnWords.producers),
    consumers: find(columnWords.consumers),
    payload: find(columnWords.payload),
  };
}

const nobody = /^(?:[\s—–?-]*|none\b.*|nobody\b.*|no one\b.*|n\/a|nil|\(none\)|tbd)$/i;

function partiesOf(cell: string): string[] {
  return cell
    .split(/,|;|\s&\s|\sand\s/)
    .map(unquoted)
    .filter((party) => !nobody.test(party));
}
