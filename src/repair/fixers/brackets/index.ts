import type { Token } from "#repair/languages";
import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";
import { codeOf, indexAt, insertions, removal, replacement } from "../gaps.ts";
import { type Balance, balanceOf } from "./balance.ts";

const PLACES_AT_MOST = 700;
const NEAR_TOKENS = 60;
const EARLY_AT_MOST = 60;
const PAIRS = ["()", "[]", "{}"];

export const brackets = defineFixer({
  name: "brackets",
  summary: "adds a bracket that is missing, removes one that is too much, sets right one of the wrong kind",
  languages: "all",
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  if (file.shape.brackets.length === 0) return;
  const code = codeOf(file);
  const balance = balanceOf(file, code);
  if (balance.isEven && file.shape.bracketsPair) {
    yield* swaps(file, code, balance);
    // A pair may be missing as a whole, or be one too many.
    return;
  }
  const places = placesToTry(file, code, balance);
  for (const pair of file.shape.brackets) {
    const [open = "", close = ""] = pair;
    const surplus = balance.surplus.get(open) ?? 0;
    const isOff = !file.shape.bracketsPair || balance.isMixed;
    if (surplus > 0 || isOff) yield* onePartner(file, code, places, balance, close, open);
    if (surplus < 0 || isOff) yield* onePartner(file, code, places, balance, open, close);
  }
  yield* otherKinds(file, code, places, balance);
  yield* swaps(file, code, balance);
}

/** Puts in `missing`, or takes out `present`: either evens them out. */
function* onePartner(
  file: BrokenFile,
  code: readonly Token[],
  places: readonly number[],
  balance: Balance,
  missing: string,
  present: string,
): Generator<Candidate> {
  for (const index of places) {
    const open = balance.openBefore[index];
    const closesAt = /^[ \t]*/.exec(file.lines.textOf(open?.line ?? 0))?.[0] ?? "";
    yield* insertions(file, code, index, missing, closesAt);
    if (index < code.length && code[index]?.text === present) yield removal(file, code, index);
  }
}

function* otherKinds(
  file: BrokenFile,
  code: readonly Token[],
  places: readonly number[],
  balance: Balance,
): Generator<Candidate> {
  for (const index of places) {
    const token = code[index];
    if (token === undefined || (token.kind !== "open" && token.kind !== "close") || token.text.length > 1) continue;
    for (const pair of file.shape.brackets) {
      const sign = pair[token.kind === "open" ? 0 : 1] ?? "";
      const own = PAIRS.find((one) => one.includes(token.text)) ?? "";
      const helps = (balance.surplus.get(own[0] ?? "") ?? 0) !== 0 && (balance.surplus.get(pair[0] ?? "") ?? 0) !== 0;
      if (sign !== token.text && (helps || balance.isMixed)) yield replacement(file, code, index, sign);
      // The other side of its own kind: `foo(a(`.
      const turned = own[token.kind === "open" ? 1 : 0] ?? "";
      if (pair === own && Math.abs(balance.surplus.get(own[0] ?? "") ?? 0) === 2)
        yield replacement(file, code, index, turned);
    }
  }
}

/** Two neighbours in the wrong order: `})` for `)}`. */
function* swaps(file: BrokenFile, code: readonly Token[], balance: Balance): Generator<Candidate> {
  if (!balance.isMixed && file.shape.bracketsPair) return;
  for (const index of placesToTry(file, code, balance)) {
    const [first, second] = [code[index], code[index + 1]];
    if (first === undefined || second === undefined || first.text === second.text) continue;
    const areBrackets = [first, second].every(
      ({ kind, text }) => (kind === "open" || kind === "close") && text.length === 1,
    );
    if (!areBrackets) continue;
    yield {
      edits: [
        { at: first.start, remove: 1, insert: second.text },
        { at: second.start, remove: 1, insert: first.text },
      ],
      why: `'${second.text}' before '${first.text}'`,
      evidence: first.end === second.start ? 1 : 0,
    };
  }
}

/** Near the faults all places, further away those where the brackets and the lines part ways. */
function placesToTry(file: BrokenFile, code: readonly Token[], balance: Balance): number[] {
  const places = new Set<number>();
  const add = (index: number): void => {
    if (index >= 0 && index <= code.length && places.size < PLACES_AT_MOST) places.add(index);
  };
  const seeds = [...file.faultOffsets.map((offset) => indexAt(code, offset)), ...balance.suspects];
  for (const seed of seeds.slice(0, 8))
    for (let away = 0; away <= NEAR_TOKENS; away++) [seed - away, seed + away].forEach(add);
  for (const index of balance.early.slice(0, EARLY_AT_MOST)) [index - 1, index, index + 1].forEach(add);
  // Line ends, from the first suspect on: where a block's end is lost, and where one was opened without a reason.
  for (let index = code.length; index > 0; index--) {
    const [before, after] = [code[index - 1] as Token, code[index]];
    if (after === undefined || file.lines.lineOf(before.start) === file.lines.lineOf(after.start)) continue;
    const [from, to] = [
      file.lines.indents[file.lines.lineOf(before.start)],
      file.lines.indents[file.lines.lineOf(after.start)],
    ];
    if (from !== to || file.text.slice(before.end, after.start).split("\n").length > 2) add(index);
  }
  add(code.length);
  return [...places];
}
