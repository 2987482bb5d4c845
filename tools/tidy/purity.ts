/**
 * In the loop and in the model, time, chance and ids come from outside. That is what lets the simulation run them under its
 * own clock, and lets a bug be repeated from its seed. Tests may do as they need.
 */
import ts from "typescript";
import { dottedName, type Finding, findingAt, isTestFile, type Source, walkTree } from "../lib/syntax.ts";

const PURE = /^src\/(loop|core\/model)\//;

const TIME = "Take the time from the `clock` that you are given.";
const WAIT = "Wait on the `clock` that you are given; a real timer cannot be simulated, and outlives a test.";
const CHANCE = "Draw from the `random` that you are given.";
const IDS = "Take the id from the `ids` that you are given.";

const ADVICE = new Map<string, string>([
  ["Date.now", TIME],
  ["performance.now", TIME],
  ["process.hrtime", TIME],
  ["process.hrtime.bigint", TIME],
  ["process.uptime", TIME],
  ["setTimeout", WAIT],
  ["setInterval", WAIT],
  ["setImmediate", WAIT],
  ["Math.random", CHANCE],
  ["crypto.getRandomValues", CHANCE],
  ["randomBytes", CHANCE],
  ["randomInt", CHANCE],
  ["randomUUID", IDS],
  ["crypto.randomUUID", IDS],
]);

export function checkPurity(source: Source): Finding[] {
  if (!PURE.test(source.file) || isTestFile(source.file)) return [];
  const findings: Finding[] = [];
  walkTree(source.tree, (node) => {
    if (ts.isNewExpression(node) && dottedName(node.expression) === "Date" && !node.arguments?.length) {
      findings.push(findingAt(source, node, `new Date(): ${TIME}`));
    } else if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
      const name = isWholeName(node) ? dottedName(node).replace(/^globalThis\./, "") : "";
      const advice = ADVICE.get(name);
      if (advice) findings.push(findingAt(source, node, `${name}: ${advice}`));
    }
  });
  return findings;
}

/** Not the `now` of `Date.now`, and not a member or a field that happens to have such a name (`clock.setTimeout`). */
function isWholeName(node: ts.Identifier | ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return false;
  const declares = ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isPropertyAssignment(parent);
  return !(declares && parent.name === node);
}
