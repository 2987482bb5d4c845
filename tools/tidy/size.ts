/** Files and functions that can be read at one sitting. There is no list of exceptions. */
import ts from "typescript";
import { dottedName, type Finding, findingAt, lineOf, type Source, walkTree } from "../lib/syntax.ts";

const FILE_LINES = 300;
const FUNCTION_LINES = 70;
/** What stands around tests is a heading, not a function. */
const SUITES = new Set(["describe", "suite"]);

export function checkSize(source: Source): Finding[] {
  if (source.file.endsWith(".generated.ts")) return [];
  const findings: Finding[] = [];
  const lines = source.text.trimEnd().split("\n").length;
  if (lines > FILE_LINES) {
    const message = `${lines} lines, at most ${FILE_LINES}. Move one of its concerns to a file of its own.`;
    findings.push({ file: source.file, line: 1, message });
  }
  walkTree(source.tree, (node) => {
    if (!ts.isFunctionLike(node) || isSuite(node)) return;
    const length = lineOf(source, node.end) - lineOf(source, node.getStart(source.tree)) + 1;
    if (length <= FUNCTION_LINES) return;
    const advice = "Keep the flow and the state here, and move the steps to functions of their own.";
    findings.push(findingAt(source, node, `A function of ${length} lines, at most ${FUNCTION_LINES}. ${advice}`));
  });
  return findings;
}

function isSuite(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && SUITES.has(dottedName(node.parent.expression));
}
