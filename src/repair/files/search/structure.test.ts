import assert from "node:assert/strict";
import { test } from "node:test";
import { type BrokenFile, type Candidate, linesOf } from "#repair/fixers";
import { type LanguageName, languages, lex, openOutline } from "#repair/languages";
import { applyEdits } from "./apply.ts";
import { StructureJudge } from "./structure.ts";

const adds = (at: number, insert: string): Candidate => ({ edits: [{ at, remove: 0, insert }], why: "" });
const removes = (at: number): Candidate => ({ edits: [{ at, remove: 1, insert: "" }], why: "" });

async function judgeOf(language: LanguageName, path: string, text: string) {
  const shape = languages.get(language)?.shape;
  assert.ok(shape);
  const about = { path, language, shape, bytes: Buffer.from(text), text, faults: [], faultOffsets: [0], history: [] };
  const file: BrokenFile = { ...about, tokens: lex(text, shape), lines: linesOf(text) };
  const outlineOf = await openOutline(language, path);
  const before = outlineOf?.(text);
  assert.ok(outlineOf && before);
  const judge = new StructureJudge(file, outlineOf, before);
  return (candidate: Candidate) => judge.keeps(candidate, applyEdits(text, candidate.edits));
}

test("HEALER-15: what turns the statement before into something else is refused, though a parser takes it", async () => {
  const text = "package a\n\nfunc f() {\n\tb := []int{\n\t\t1,\n\t}\n\tg.Callb, func() {\n\t})\n}\n";
  const keeps = await judgeOf("go", "a.go", text);
  assert.equal(keeps(adds(text.indexOf("\n\tg."), "(")), false, "the literal becomes what is called");
  assert.equal(keeps(adds(text.indexOf("b, func"), "(")), true);
});

test("HEALER-15: a quote after which the rest of the page is text is refused, though a parser takes it", async () => {
  const text = 'a[b="0""] {\n\tcolor: red;\n}\nc[d="1"] {\n\tcolor: blue;\n}\n';
  const keeps = await judgeOf("css", "a.css", text);
  assert.equal(keeps(adds(text.indexOf("b="), '"')), false);
  assert.equal(keeps(removes(text.indexOf('"]'))), true);
});

test("HEALER-15: a statement that a lost sign has run together with the next may be taken apart again", async () => {
  const text = "a {\n  position: absolute\n  display: block;\n  top: 0;\n}\n";
  const keeps = await judgeOf("css", "a.css", text);
  assert.equal(keeps(adds(text.indexOf("\n  display"), ";")), true);
});
