/** The part of a contract under one heading as labelled entries: what the label is, what stands behind it, which blocks follow. */
import type { ListItem } from "mdast";
import { labelsOf, plainLines } from "../text/index.ts";
import type { Place } from "./contract.ts";
import { type Label, labelOf } from "./labels.ts";
import { type Block, flatten, isHeading, placeOf, rawOf, type Source, wordsOf } from "./markdown.ts";

export interface Entry {
  /** Undefined: a label, or a heading, that nobody knows; or text under no label. */
  readonly label: Label | undefined;
  /** As it is written; null for what stands under none. */
  readonly words: string | null;
  /** The source behind the label, on its line and on those below that continue it. */
  readonly inline: string;
  readonly place: Place;
  readonly blocks: Block[];
}

/** Lists below these are their content, whatever the items are called: a field may be named "Version". */
const containers: ReadonlySet<Label> = new Set([
  "fields",
  "optional fields",
  "recommended fields",
  "descriptions",
  "pattern",
  "information",
]);

export function readEntries(source: Source, blocks: readonly Block[]): Entry[] {
  const entries: Entry[] = [];
  for (const block of flatten(blocks)) {
    if (isHeading(block)) {
      const words = wordsOf(block).trim();
      const [label] = labelsOf(words).labels;
      const name = label?.name ?? words;
      entries.push({
        label: labelOf(name),
        words: name,
        inline: label?.value ?? "",
        place: placeOf(block),
        blocks: [],
      });
    } else if (block.type === "paragraph") {
      addParagraph(entries, block, rawOf(source, block), placeOf(block));
    } else if (
      block.type === "list" &&
      !isContent(entries.at(-1)) &&
      block.children.some((item) => isLabelled(source, item))
    ) {
      for (const item of block.children) addItem(entries, source, item);
    } else addBlock(entries, block);
  }
  return entries;
}

function isContent(entry: Entry | undefined): boolean {
  return (
    entry?.label !== undefined &&
    containers.has(entry.label) &&
    entry.inline === "" &&
    !entry.blocks.some(({ type }) => type === "list")
  );
}

function isLabelled(source: Source, item: ListItem): boolean {
  const [first] = item.children;
  if (first?.type !== "paragraph") return false;
  const [label] = labelsOf(rawOf(source, first)).labels;
  return label !== undefined && labelOf(label.name) !== undefined;
}

function addItem(entries: Entry[], source: Source, item: ListItem): void {
  const [first, ...rest] = item.children;
  if (first?.type !== "paragraph") {
    for (const block of item.children) addBlock(entries, block);
    return;
  }
  addParagraph(entries, first, rawOf(source, first), placeOf(item));
  for (const block of rest) addBlock(entries, block);
}

function addParagraph(entries: Entry[], block: Block, raw: string, place: Place): void {
  const lines = plainLines(raw);
  let offset = place.start;
  let isContinued = false;
  lines.forEach((text, index) => {
    const { labels, style } = labelsOf(text.trim());
    const known = labels.filter(({ name }) => style === "bold" || labelOf(name) !== undefined);
    const at = { line: place.line + index, endLine: place.line + index, start: offset, end: offset + text.length };
    for (const { name, value } of known)
      entries.push({ label: labelOf(name), words: name, inline: value, place: at, blocks: [] });
    const last = entries.at(-1);
    if (known.length > 0) isContinued = true;
    else if (isContinued && last !== undefined)
      entries[entries.length - 1] = {
        ...last,
        inline: `${last.inline}\n${text.trim()}`.trim(),
        place: { ...last.place, endLine: at.line, end: at.end },
      };
    offset += text.length + 1;
  });
  if (!isContinued) addBlock(entries, block);
}

function addBlock(entries: Entry[], block: Block): void {
  const last = entries.at(-1);
  if (last === undefined)
    entries.push({ label: undefined, words: null, inline: "", place: placeOf(block), blocks: [block] });
  else last.blocks.push(block);
}
