/**
 * What a model may write into a step's input: references into the target, numbers, yes or no, durations and sizes where the input takes
 * one, and words that the input lists. Nothing else: no text of a model's becomes a command, a path, a statement or an address.
 */
import { checkReference, isReference } from "#core/lib";

/** The part of JSON Schema that says what may stand where. */
interface Node {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
}

const quantity = /^\d{1,9}(\.\d{1,3})?\s?(ms|s|m|h|d|B|[kK]B|MB|GB|TB|KiB|MiB|GiB)$/;
const deepest = 8;

/** What is wrong with it, with the place; undefined when nothing is. The schema is the action's own. */
export function literalProblem(input: unknown, schema: object, place = "with"): string | undefined {
  return problemOf(input, branches([schema as Node]), place, 0);
}

function problemOf(value: unknown, nodes: readonly Node[], place: string, depth: number): string | undefined {
  if (depth > deepest) return `${place} is nested too deep`;
  if (typeof value === "string") return problemOfText(value, nodes, place);
  if (Array.isArray(value)) {
    const items = branches(nodes.flatMap(({ items: inner }) => (inner === undefined ? [] : [inner])));
    return firstOf(value.map((one, index) => problemOf(one, items, `${place}[${index}]`, depth + 1)));
  }
  if (value === null || typeof value !== "object") return undefined;
  return firstOf(
    Object.entries(value).map(([key, inner], index) => {
      const known = nodes.flatMap(({ properties }) => {
        return properties !== undefined && Object.hasOwn(properties, key) ? [properties[key] as Node] : [];
      });
      // The key is a model's own word, and is not repeated.
      if (known.length === 0) return `${place} has a key (number ${index + 1}) that this action does not know`;
      return problemOf(inner, branches(known), `${place}.${key}`, depth + 1);
    }),
  );
}

function problemOfText(text: string, nodes: readonly Node[], place: string): string | undefined {
  if (isReference(text)) {
    const problem = checkReference(text);
    return problem === undefined ? undefined : `${place}: ${problem.message}`;
  }
  const isListed = nodes.some((node) => node.const === text || node.enum?.includes(text) === true);
  const isQuantity = quantity.test(text) && nodes.some(takesQuantity);
  if (isListed || isQuantity) return undefined;
  return `${place} is a text of its own; only references, numbers and listed words may stand there`;
}

/** The schemas of durations and sizes show examples of themselves. */
function takesQuantity({ examples = [] }: Node): boolean {
  return examples.length > 0 && examples.every((example) => typeof example === "string" && quantity.test(example));
}

/** All schemas of which one is to fit. */
function branches(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => [
    node,
    ...branches([...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])]),
  ]);
}

function firstOf(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
