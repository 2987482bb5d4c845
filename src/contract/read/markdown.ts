/** A contract as a syntax tree with places (CommonMark, and the tables of GitHub), and what is asked of its nodes again and again. */
import type { Heading, ListItem, Node, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import type { Place } from "./contract.ts";

export type Block = RootContent;

export interface Source {
  /** Without byte order mark, and with `\n` alone: offsets count in `original`. */
  readonly text: string;
  readonly root: Root;
}

/** A byte order mark counts as a character in offsets, and is none for Markdown. */
export function parseMarkdown(original: string): Source {
  const text = original.startsWith("\uFEFF") ? ` ${original.slice(1)}` : original;
  // What stands between the first two lines of dashes is data about the text.
  const body = text.replace(/^\s?---\n[\s\S]{0,5000}?\n---(?=\n)/, (preamble) => preamble.replace(/[^\n]/g, " "));
  return { text, root: fromMarkdown(body, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] }) };
}

export function placeOf(node: Node): Place {
  const { start, end } = node.position ?? { start: { line: 1, offset: 0 }, end: { line: 1, offset: 0 } };
  return { line: start.line, endLine: end.line, start: start.offset ?? 0, end: end.offset ?? 0 };
}

export function rawOf(source: Source, node: Node): string {
  const { start, end } = placeOf(node);
  return source.text.slice(start, end);
}

/** The words without their emphasis, links and backticks. */
export function wordsOf(node: Node): string {
  if ("value" in node && typeof node.value === "string") return node.type === "html" ? "" : node.value;
  if (node.type === "break") return "\n";
  if (!("children" in node) || !Array.isArray(node.children)) return "";
  return node.children.map((child: Node) => wordsOf(child)).join("");
}

export function isHeading(block: Block): block is Heading {
  return block.type === "heading";
}

/** Blocks in quotes count as if they stood outside. */
export function flatten(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => (block.type === "blockquote" ? flatten(block.children) : [block]));
}

/** The words of an item without those of the lists in it. */
export function itemWords(item: ListItem): string {
  return item.children
    .filter(({ type }) => type === "paragraph")
    .map(wordsOf)
    .join("\n");
}
