/** A contract, format by format. Nothing is guessed in silence: what was not understood is a remark with its line. */
import { ChironError } from "#core/model";
import { labelsOf, plainLines } from "../text/index.ts";
import type { Contract, ContractEvent, Format, Remark } from "./contract.ts";
import { isEventTable, readEvents } from "./events.ts";
import { type FormatHeading, formatHeading, readFormat } from "./format.ts";
import { labelOf } from "./labels.ts";
import { type Block, flatten, isHeading, parseMarkdown, placeOf, type Source, wordsOf } from "./markdown.ts";
import { collectRemarks } from "./remarks.ts";
import { versionIn } from "./version.ts";

const longestContract = 2_000_000;

/** Throws ChironError("too_large") for more than two million characters. */
export function readContract(text: string): Contract {
  if (text.length > longestContract)
    throw new ChironError(
      "too_large",
      `the contract has ${text.length} characters; at most ${longestContract} are read`,
    );
  const source = parseMarkdown(text);
  const collected: Remark[] = [];
  const remarks = collectRemarks(collected);
  const { sections, outside } = split(source);
  const formats: Format[] = [];
  const events: ContractEvent[] = [];
  for (const block of flatten(outside))
    if (block.type === "table" && isEventTable(block)) events.push(...readEvents(block, null, remarks));
  for (const { heading, blocks, line, end } of sections) {
    const under = remarks.under(heading.id);
    const start = blocks[0] === undefined ? 0 : placeOf(blocks[0]).start;
    const last = blocks.at(-1);
    const place = { line, endLine: last === undefined ? line : placeOf(last).endLine, start, end };
    if (heading.priority === null) under.add(line, "assumed", "the heading names no priority (P0 to P5)");
    if (formats.some(({ id }) => id === heading.id))
      under.add(line, "assumed", `there is another format ${heading.id} above`);
    const read = readFormat(source, heading, blocks.slice(1), place, under);
    formats.push(read.format);
    events.push(...read.events);
  }
  if (sections.length === 0 && events.length === 0)
    remarks.add(1, "not_understood", "no heading of the form `Format N.M: Title (Pk)`, and no table of events");
  const sorted = collected.toSorted((first, second) => first.line - second.line);
  return { title: titleOf(outside), version: contractVersion(source, outside), formats, events, remarks: sorted };
}

interface Section {
  readonly heading: FormatHeading;
  /** The heading is the first. */
  readonly blocks: Block[];
  readonly line: number;
  end: number;
}

/** A format ends where the next one begins, or a heading of its own level or a higher one. */
function split(source: Source): { sections: Section[]; outside: Block[] } {
  const sections: Section[] = [];
  const outside: Block[] = [];
  let open: { section: Section; level: number } | null = null;
  for (const block of source.root.children) {
    const found = isHeading(block) ? formatHeading(wordsOf(block)) : null;
    if (isHeading(block) && open !== null && (found !== null || block.depth <= open.level)) open = null;
    if (isHeading(block) && found !== null) {
      const section = { heading: found, blocks: [], line: placeOf(block).line, end: 0 };
      sections.push(section);
      open = { section, level: block.depth };
    }
    if (open === null) outside.push(block);
    else {
      open.section.blocks.push(block);
      open.section.end = placeOf(block).end;
    }
  }
  return { sections, outside };
}

function titleOf(blocks: readonly Block[]): string | null {
  const heading = blocks.find((block) => isHeading(block));
  return heading === undefined ? null : wordsOf(heading).trim();
}

/** In the preamble, in a label of its own, or in the title. */
function contractVersion(source: Source, blocks: readonly Block[]): string | null {
  const preamble = /^\s*---\n([\s\S]{0,2000}?)\n---/.exec(source.text)?.[1];
  const declared = /^(?:contract[-_ ]?)?version\s*:\s*(.+)$/im.exec(preamble ?? "")?.[1];
  if (declared !== undefined) return versionIn(declared.replace(/["']/g, ""));
  for (const block of flatten(blocks)) {
    const lines = plainLines(source.text.slice(placeOf(block).start, placeOf(block).end));
    for (const line of isHeading(block) || block.type === "code" ? [] : lines) {
      for (const { name, value } of labelsOf(line.trim().replace(/^[-*+>]\s+/, "")).labels)
        if (labelOf(name) === "version") return versionIn(value.replace(/[*`]/g, ""));
      const cells = line.trim().startsWith("|") ? line.split("|").map((cell) => cell.trim()) : [];
      if (
        /^\**(?:contract )?version\**$/i.test(cells[1] ?? "") &&
        cells[2] !== undefined &&
        versionIn(cells[2]) !== null
      )
        return versionIn(cells[2]);
    }
  }
  const title = titleOf(blocks) ?? "";
  return /\bv(?:ersion\s*)?\d/i.test(title)
    ? versionIn(title.replace(/^.*?\b(?=v(?:ersion\s*)?\d)/i, "").replace(/^v(?:ersion\s*)?/i, ""))
    : null;
}
