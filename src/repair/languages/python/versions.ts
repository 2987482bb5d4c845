import type { Node } from "../tree-sitter.ts";

/** What an interpreter of another version calls an error, and is none. */
const OTHER = new Set(["print_statement", "exec_statement", "type_alias_statement"]);
/** Python 2 at the line of the fault. None of them comes of one sign too many or too few in Python 3. */
const PYTHON_2 = [
  /^\s*print\s+(?![=.([])[^=]/,
  /^\s*print\s*>>/,
  /^\s*exec\s+[^=(]/,
  /^\s*raise\s+[\w.]+\s*,\s*\S/,
  /^\s*except\b.*[\w)]\s*,\s*\w+\s*:/,
  /\b0[0-7]+L?\b(?![.\w])/,
  /\b(0x[\da-f]+|\d+)L\b/i,
  /\s<>\s/,
  /\bur["']/i,
  /`[\w.]+`/,
];

/** Whether the fault at that line is a matter of version. `root`: a tree without faults, if the grammar of all versions could make one. */
export function isOtherVersion(text: string, line: number, root: Node | undefined): boolean {
  const lines = text.split("\n").slice(Math.max(0, line - 2), line);
  return lines.some(isPython2) || (root !== undefined && holdsOther(root));
}

function isPython2(line: string): boolean {
  const count = (sign: RegExp): number => line.match(sign)?.length ?? 0;
  if (count(/[([{]/g) !== count(/[)\]}]/g)) return false;
  return PYTHON_2.some((pattern) => pattern.test(line));
}

function holdsOther(root: Node): boolean {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (OTHER.has(node.type)) return true;
    // `def f[T](…)`, `class C[T]`, since 3.12.
    const isDefinition = node.type === "function_definition" || node.type === "class_definition";
    for (const child of node.namedChildren) {
      if (child === null) continue;
      if (isDefinition && child.type === "type_parameter") return true;
      stack.push(child);
    }
  }
  return false;
}
