/** What the language offers and this code base leaves out, and how a file begins. */
import ts from "typescript";
import { type Finding, findingAt, isTestFile, type Source, walkTree } from "../lib/syntax.ts";

const NO_ENUM = 'Use a union of literals ("open" | "closed"): Node runs this file as it is, and cannot erase an enum.';
const NO_DEFAULT = "Export it by name, so that it has the same name everywhere and can be searched for.";
const NO_ANY = 'Say what it is, or `unknown` and look before use: "any" switches the checks off for all it touches.';
const NO_OPENING = "Begin with an import, or with a doc comment that says what the file is for.";

export function checkLanguage(source: Source): Finding[] {
  const findings: Finding[] = [];
  walkTree(source.tree, (node) => {
    if (ts.isEnumDeclaration(node)) findings.push(findingAt(source, node, NO_ENUM));
    if (isDefaultExport(node)) findings.push(findingAt(source, node, NO_DEFAULT));
    if (node.kind === ts.SyntaxKind.AnyKeyword) findings.push(findingAt(source, node, NO_ANY));
  });
  const opening = source.text.replace(/^#!.*\n/, "");
  if (!isTestFile(source.file) && !/^(import\b|\/\*\*)/.test(opening)) {
    findings.push({ file: source.file, line: 1, message: NO_OPENING });
  }
  return findings;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return !node.isExportEquals;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
