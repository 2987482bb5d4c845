/**
 * What a file is in the habit of: which token follows which. A sign that was lost leaves a sequence that the file has nowhere else, and
 * one that was put in wrongly makes one.
 */
import { lex, type Shape, type Token } from "#repair/languages";

const ORDER = 3;
const TOKENS_FOR_HALF_TRUST = 150;
/** How much the shorter context counts in the longer one's estimate. */
const SMOOTHING = 0.6;
const KEYWORDS = new Set(
  (
    "if else for while do switch case default break continue return function class const let var new try catch finally throw import export " +
    "from as async await yield typeof instanceof in of extends implements interface type enum def elif except lambda pass raise with not and or " +
    "is None True False null true false func go defer select chan map range struct package fn let mut impl pub use mod match loop where trait " +
    "self then fi done esac echo local static public private readonly undefined this super"
  ).split(" "),
);

export class Habits {
  readonly #shape: Shape;
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(shape: Shape, texts: readonly string[]) {
    this.#shape = shape;
    for (const text of texts) this.#learn(classesOf(lex(text, shape), text));
  }

  /**
   * By how much a piece of text becomes more likely (in natural logarithms) when it is changed to another. Only what differs is weighed:
   * what was there does not speak for itself, since it is part of what was learned.
   */
  gain(before: string, after: string): number {
    const [from, to] = [this.#classes(before), this.#classes(after)];
    let head = 0;
    while (head < from.length && head < to.length && from[head] === to[head]) head++;
    let tail = 0;
    const shorter = Math.min(from.length, to.length) - head;
    while (tail < shorter && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    // A short file has hardly any habits yet.
    const trust = this.#total / (this.#total + TOKENS_FOR_HALF_TRUST);
    return (
      trust * (this.#likelihood(to, head, to.length - tail, 0) - this.#likelihood(from, head, from.length - tail, 1))
    );
  }

  #classes(text: string): string[] {
    return classesOf(lex(text, this.#shape), text);
  }

  /** Of the tokens of a stretch, and of those after it whose context it is. */
  #likelihood(classes: readonly string[], start: number, end: number, less: number): number {
    let sum = 0;
    for (let at = Math.max(2, start); at < Math.min(classes.length, end + ORDER - 1); at++) {
      sum += Math.log(this.#probability(classes, at, less));
    }
    return sum;
  }

  #learn(classes: readonly string[]): void {
    for (let at = 0; at < classes.length; at++) {
      this.#total++;
      for (let length = 1; length <= ORDER && length <= at + 1; length++) {
        const key = classes.slice(at - length + 1, at + 1).join(" ");
        this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      }
    }
  }

  #probability(classes: readonly string[], at: number, less: number): number {
    const count = (from: number, to: number): number =>
      Math.max(0, (this.#counts.get(classes.slice(from, to).join(" ")) ?? 0) - less);
    const single = (count(at, at + 1) + 0.5) / (this.#total + 50);
    const pair = (count(at - 1, at + 1) + SMOOTHING * 4 * single) / (count(at - 1, at) + SMOOTHING * 4);
    return (count(at - 2, at + 1) + SMOOTHING * 2 * pair) / (count(at - 2, at) + SMOOTHING * 2);
  }
}

/** Words become their kind, signs stay, and a line end says how the next line is indented to this one. */
export function classesOf(tokens: readonly Token[], text: string): string[] {
  const classes: string[] = ["^", "^"];
  let indent = indentAt(text, 0);
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    if (token.kind !== "line") {
      classes.push(classOf(token));
      continue;
    }
    const next = indentAt(text, token.end);
    if (next === undefined || indent === undefined) {
      if (classes.at(-1) !== "blank") classes.push("blank");
      indent = next ?? indent;
      continue;
    }
    classes.push(next > indent ? "deeper" : next < indent ? "back" : "even");
    indent = next;
  }
  return classes;
}

function classOf({ kind, text, unclosed }: Token): string {
  if (kind === "string") return unclosed ? "unclosed" : `string${text[0] ?? ""}`;
  if (kind !== "word") return text;
  if (KEYWORDS.has(text) || text.startsWith("<")) return text;
  return /^\d/.test(text) ? "number" : /^\p{Lu}/u.test(text) ? "Word" : "word";
}

function indentAt(text: string, start: number): number | undefined {
  let columns = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "\t") columns += 4;
    else if (character === " ") columns++;
    else return character === "\n" || character === "\r" ? undefined : columns;
  }
  return undefined;
}
