/** Every test runs. One that is skipped shows nothing, and one marked "only" hides all others. */
import ts from "typescript";
import { dottedName, type Finding, findingAt, isTestFile, type Source, walkTree } from "../lib/syntax.ts";

const MARKS = new Set(["skip", "only", "todo"]);
const RUNNERS = new Set(["test", "it", "describe", "suite", "t", "context"]);
const ADVICE = "Let it run, and say in the head of the file what it needs (tools/needs), or delete it.";

export function checkTests(source: Source): Finding[] {
  if (!isTestFile(source.file)) return [];
  const findings: Finding[] = [];
  walkTree(source.tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const [runner = "", ...rest] = dottedName(node.expression).split(".");
    if (!RUNNERS.has(runner)) return;
    const mark = rest.find((name) => MARKS.has(name)) ?? markInOptions(node.arguments);
    if (mark) findings.push(findingAt(source, node, `A test marked "${mark}". ${ADVICE}`));
  });
  return findings;
}

function markInOptions(args: ts.NodeArray<ts.Expression>): string | undefined {
  const options = args.find((arg) => ts.isObjectLiteralExpression(arg));
  const names = options?.properties.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : "")) ?? [];
  return names.find((name) => MARKS.has(name));
}
