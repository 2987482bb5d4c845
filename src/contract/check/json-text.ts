/** JSON in an output: the whole of it, a fenced piece, or what stands between its first and last brace. */
import { findNodeAtLocation, parseTree } from "jsonc-parser";

export interface FoundJson {
  readonly value: unknown;
  /** The line, in the output, of a place in the value; null where there is no text. */
  lineOf(path: readonly (string | number)[]): number | null;
}

export interface BrokenJson {
  readonly message: string;
  readonly line: number;
}

export type JsonResult = { readonly json: FoundJson } | { readonly broken: BrokenJson } | null;

export function findJson(output: unknown): JsonResult {
  if (typeof output !== "string") return { json: { value: output, lineOf: () => null } };
  let broken: BrokenJson | null = null;
  for (const { text, offset } of candidates(output)) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null) return { json: found(value, text, offset, output) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
      broken ??= { message: message.replace(/^(.{0,160}).*$/s, "$1"), line: lineAt(output, offset + at) };
    }
  }
  return broken === null ? null : { broken };
}

function* candidates(output: string): Generator<{ text: string; offset: number }> {
  const start = output.charCodeAt(0) === 0xfeff ? 1 : 0;
  const opening = /[^\s]/.exec(output.slice(start, start + 10_000))?.[0];
  if (opening === "{" || opening === "[") yield { text: output.slice(start), offset: start };
  let fences = 0;
  for (const match of output.matchAll(/^ {0,3}(?:```|~~~)[ \t]{0,10}(?:jsonc?|)[ \t]{0,10}\r?\n/gim)) {
    if (++fences > 20) break;
    const from = match.index + match[0].length;
    const to = output.indexOf(match[0].trimStart().slice(0, 3), from);
    const text = output.slice(from, to < 0 ? undefined : to);
    if (/^\s{0,1000}[{[]/.test(text)) yield { text, offset: from };
  }
  const brace = output.search(/^[ \t]{0,100}[{[][ \t]{0,100}(?:["{}\]\r\n[]|$)/m);
  if (brace < 0) return;
  const end = Math.max(output.lastIndexOf("}"), output.lastIndexOf("]"));
  if (end > brace) yield { text: output.slice(brace, end + 1), offset: brace };
}

function found(value: unknown, text: string, offset: number, output: string): FoundJson {
  let tree: ReturnType<typeof parseTree>;
  return {
    value,
    lineOf(path) {
      // Only outputs with findings come here.
      tree ??= parseTree(text);
      const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
      return node === undefined
        ? null
        : lineAt(output, offset + (node.parent?.type === "property" ? node.parent.offset : node.offset));
    },
  };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
