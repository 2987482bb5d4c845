import assert from "node:assert/strict";
import { test } from "node:test";
import { type BrokenFile, type Candidate, type Fixer, linesOf } from "#repair/fixers";
import { languages, lex } from "#repair/languages";
import { Habits } from "./habits.ts";
import { search } from "./search.ts";

const limits = { workMs: 1_000, workedMs: () => 0, waitMs: 1_000, now: () => 0, attempts: 50 };

function brokenFile(text: string): BrokenFile {
  const shape = languages.get("json")?.shape;
  assert.ok(shape);
  const faults = [{ line: 1, column: 1, message: "" }];
  const about = { path: "a.json", language: "json", shape, bytes: Buffer.from(text), history: [] } as const;
  return { ...about, text, faults, faultOffsets: [0], tokens: lex(text, shape), lines: linesOf(text) };
}

const propose = (...candidates: readonly Candidate[]): Fixer => ({
  name: "test",
  summary: "",
  languages: "all",
  propose: () => candidates,
});
const insert = (at: number, sign: string, evidence = 0): Candidate => ({
  edits: [{ at, remove: 0, insert: sign }],
  why: `adds ${sign}`,
  evidence,
});

function find(
  text: string,
  candidates: readonly Candidate[],
  accepts: (text: string) => boolean = () => true,
  keeps?: (text: string) => boolean,
) {
  const file = brokenFile(text);
  const judges = {
    accepts: async (one: string) => accepts(one),
    structure: async () => keeps && { keeps: (_: Candidate, after: string) => keeps(after) },
  };
  return search(file, [propose(...candidates)], new Habits(file.shape, []), judges, limits);
}

test("HEALER-15: two candidates of one size and two meanings, with nothing to choose by, are for a human", async () => {
  const found = await find("[1 2 3]", [insert(2, ","), insert(4, ",")]);
  assert.equal(found?.kind, "undecided");
  const decided = await find("[1 2 3]", [insert(2, ","), insert(4, ",", 3)]);
  assert.equal(decided?.kind === "fixed" && decided.text, "[1 2, 3]");
});

test("HEALER-15: the smallest edit goes first, whatever speaks for a larger one", async () => {
  const found = await find("[1 2]", [insert(2, ", 5,", 50), insert(2, ",")]);
  assert.equal(found?.kind === "fixed" && found.text, "[1, 2]");
});

test("HEALER-15: an edit that makes code vanish in a string, or one word of two, is none", async () => {
  const swallowing = { edits: [{ at: 1, remove: 0, insert: '"' }], why: "" };
  assert.equal(await find('[1,\n2, "a"]', [swallowing]), undefined);
  const gluing = { edits: [{ at: 2, remove: 1, insert: "" }], why: "" };
  assert.equal(await find("[1,2]", [gluing]), undefined);
});

test("HEALER-15: what the parser refuses is never made", async () => {
  assert.equal(await find("[1 2]", [insert(2, ",")], () => false), undefined);
});

test("HEALER-15: two places far from each other must differ by much, or a human decides", async () => {
  const text = "[1 2,\n3,\n4,\n5 6]";
  const [near, far] = [insert(2, ",", 3), insert(text.indexOf(" 6"), ",", 0)];
  assert.equal((await find(text, [near, far]))?.kind, "undecided");
  const much = await find(text, [insert(2, ",", 30), far]);
  assert.equal(much?.kind === "fixed" && much.text, "[1, 2,\n3,\n4,\n5 6]");
});

test("HEALER-15: when the likeliest would change the rest of the file, an unlikely one does not take its place", async () => {
  const keeps = (text: string): boolean => text !== "[1, 2 3]";
  const unlikely = await find("[1 2 3]", [insert(2, ",", 9), insert(4, ",")], undefined, keeps);
  assert.equal(unlikely?.kind, "undecided");
  const likely = await find("[1 2 3]", [insert(2, ",", 2), insert(4, ",", 1)], undefined, keeps);
  assert.equal(likely?.kind === "fixed" && likely.text, "[1 2, 3]");
});
