/** Finds the tests that show a requirement, and judges whether every owned requirement is shown. */
import ts from "typescript";
import { dottedName, lineOf, type Source } from "../lib/syntax.ts";

export interface Requirement {
  readonly id: string;
  readonly title: string;
  /** Whether work that is done has promised it. What is not owned yet may be without a test. */
  readonly owned: boolean;
}

/** A test whose own title, or that of a suite around it, begins with IDs of requirements. */
export interface TracedTest {
  readonly ids: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface TraceRow extends Requirement {
  readonly tests: number;
  readonly files: readonly string[];
}

/** One ID or several, as in `HOST-07: …` and `HOST-07, HOST-08: …`. */
const TITLE = /^([A-Z]+-A?\d+(?:, ?[A-Z]+-A?\d+)*):/;
const SUITES = new Set(["describe", "suite"]);
const TESTS = new Set(["test", "it", "t.test"]);

export function parseRequirements(text: string): Requirement[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("The list of requirements must be an array of {id, title, owned}.");
  const requirements = list.map(parseRequirement);
  const twice = requirements.find(({ id }, at) => requirements.findIndex((other) => other.id === id) !== at);
  if (twice) throw new Error(`${twice.id} is listed twice.`);
  return requirements;
}

function parseRequirement(entry: unknown): Requirement {
  const { id, title, owned } = (entry ?? {}) as Partial<Requirement>;
  if (typeof id !== "string" || typeof title !== "string" || typeof owned !== "boolean" || !TITLE.test(`${id}:`)) {
    throw new Error(`Not a requirement {id, title, owned}: ${JSON.stringify(entry)}`);
  }
  return { id, title, owned };
}

/** Tests that are skipped have other names (`test.skip`), and show nothing. */
export function tracedTests(source: Source): TracedTest[] {
  const found: TracedTest[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    let ids = around;
    if (ts.isCallExpression(node)) {
      const name = dottedName(node.expression);
      if (SUITES.has(name) || TESTS.has(name)) ids = [...new Set([...around, ...idsOf(node.arguments[0])])];
      if (TESTS.has(name) && ids.length > 0) {
        found.push({ ids, file: source.file, line: lineOf(source, node.getStart(source.tree)) });
      }
    }
    ts.forEachChild(node, (child) => visit(child, ids));
  };
  visit(source.tree, []);
  return found;
}

function idsOf(title: ts.Expression | undefined): string[] {
  return TITLE.exec(leadingText(title))?.[1]?.split(/, ?/) ?? [];
}

function leadingText(title: ts.Expression | undefined): string {
  if (!title) return "";
  if (ts.isStringLiteralLike(title)) return title.text;
  return ts.isTemplateExpression(title) ? title.head.text : "";
}

export function judgeTrace(
  requirements: readonly Requirement[],
  tests: readonly TracedTest[],
): { rows: TraceRow[]; problems: string[] } {
  const rows = requirements.map((requirement) => {
    const own = tests.filter(({ ids }) => ids.includes(requirement.id));
    return { ...requirement, tests: own.length, files: [...new Set(own.map(({ file }) => file))] };
  });
  const missing = rows
    .filter(({ owned, tests: count }) => owned && count === 0)
    .map(({ id, title }) => `${id} has no test: write one whose title begins with "${id}: " (${title}).`);
  const known = new Set(requirements.map(({ id }) => id));
  const unknown = tests.flatMap(({ ids, file, line }) =>
    ids.filter((id) => !known.has(id)).map((id) => `${file}:${line}: there is no requirement ${id}.`),
  );
  return { rows, problems: [...missing, ...unknown] };
}
