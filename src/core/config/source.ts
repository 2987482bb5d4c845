/** One YAML file: read within bounds, parsed with positions, and able to say where a path stands. */
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { messageOf } from "#core/model";
import type { Files } from "#core/platform";
import type { Problem } from "./problems.ts";

export type Path = readonly (string | number)[];

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Plain data; undefined for an empty file. */
  readonly value: unknown;
  /** A problem at a path; at the key itself for what concerns a key. */
  problem(
    path: Path,
    message: string,
    options?: { suggestion?: string | undefined; atKey?: boolean; offset?: number },
  ): Problem;
}

const largestFile = 2 * 1024 * 1024;
const deepest = 100;
const mostAliases = 100;

/** Never throws: whatever is wrong with the file is in `problems`. */
export async function readSource(
  file: string,
  files: Files,
): Promise<{ source?: Source; problems: readonly Problem[] }> {
  const whole = (message: string, suggestion?: string) => ({
    problems: [{ file, line: 0, column: 0, path: "", message, ...(suggestion === undefined ? {} : { suggestion }) }],
  });
  let text: string;
  try {
    const stat = await files.stat(file);
    if (stat === undefined) return whole("there is no such file", "say which with --config FILE");
    if (stat.kind !== "file" && stat.kind !== "link") return whole("this is not a file");
    if (stat.size > largestFile) return whole(`the file has ${stat.size} bytes; more than ${largestFile} are not read`);
    text = await files.read(file, largestFile);
  } catch (error) {
    return whole(`it cannot be read: ${messageOf(error)}`);
  }
  return parseSource(file, text);
}

export function parseSource(file: string, original: string): { source?: Source; problems: readonly Problem[] } {
  const text = original.startsWith("\uFEFF") ? original.slice(1) : original;
  const lines = text.split(/\r\n|\n|\r/);
  const at = (line: number, column: number, message: string, suggestion?: string): Problem => {
    const excerpt = lines[line - 1];
    return {
      file,
      line,
      column,
      path: "",
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(excerpt === undefined ? {} : { excerpt }),
    };
  };
  const early = unreadable(lines);
  if (early !== undefined) return { problems: [at(early.line, early.column, early.message)] };
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: counter,
      prettyErrors: false,
      uniqueKeys: true,
      strict: true,
      version: "1.2",
    });
    if (document.errors.length > 0) {
      return {
        problems: document.errors.slice(0, 20).map((error) => {
          const { line, col } = counter.linePos(error.pos[0]);
          return at(line, col, plain(error.message));
        }),
      };
    }
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    const problem: Source["problem"] = (path, message, options = {}) => {
      const offset = placeOf(document.contents, path, options.atKey === true) + (options.offset ?? 0);
      const { line, col } = counter.linePos(Math.max(0, offset));
      return { ...at(Math.max(1, line), Math.max(1, col), message, options.suggestion), path: showPath(path) };
    };
    return { source: { file, text, value, problem }, problems: [] };
  } catch (error) {
    return { problems: [at(1, 1, `it cannot be read as YAML: ${plain(messageOf(error))}`)] };
  }
}

/** What must be refused before a parser sees it: it could exhaust the stack, or hide what it says. */
function unreadable(lines: readonly string[]): { line: number; column: number; message: string } | undefined {
  let depth = 0;
  for (const [index, text] of lines.entries()) {
    const control = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    if (control >= 0)
      return {
        line: index + 1,
        column: control + 1,
        message: "there is a control character here; is this a text file?",
      };
    const broken = text.indexOf("\uFFFD");
    if (broken >= 0) return { line: index + 1, column: broken + 1, message: "this is not valid UTF-8" };
    for (let column = 0; column < text.length; column++) {
      const character = text[column];
      if (character === "[" || character === "{") depth++;
      else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
      if (depth > deepest) return { line: index + 1, column: column + 1, message: `nested deeper than ${deepest}` };
    }
    const indent = text.length - text.trimStart().length;
    // Every "- " and every two spaces may open a level.
    const opened = indent / 2 + (/^(\s*-\s+)+/.exec(text)?.[0].match(/-/g)?.length ?? 0);
    if (opened > deepest * 2) return { line: index + 1, column: indent + 1, message: `nested deeper than ${deepest}` };
  }
  return undefined;
}

function plain(message: string): string {
  return message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? message;
}

/** The offset of the deepest part of the path that the document has. */
function placeOf(root: unknown, path: Path, atKey: boolean): number {
  let node: unknown = root;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  for (const [index, key] of path.entries()) {
    const last = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      ) as Pair<Node, Node | null> | undefined;
      if (pair === undefined) return offset;
      const target = (last && atKey) || !isNode(pair.value) ? pair.key : pair.value;
      offset = target.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      const item: unknown = node.items[key];
      if (!isNode(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

export function showPath(path: Path): string {
  return path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");
}
