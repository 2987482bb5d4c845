import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import { LineFile } from "./line-file.ts";

const options = (path: string, more: { maxBytes?: number; keep?: number } = {}) => ({
  path,
  maxBytes: more.maxBytes ?? 1_000_000,
  keep: more.keep ?? 3,
});
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `{"n":${from + at}}`);
const linesIn = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1);

test("lines are exchanged before the file would grow too large, the oldest are removed, and none is cut", async (t) => {
  const path = join(temporaryFolder(t), "events.jsonl");
  const file = await LineFile.open(options(path, { maxBytes: 30, keep: 3 }));
  await file.append(numbers(1, 4));
  await file.append(numbers(5, 9));
  await file.close();
  assert.deepEqual(readdirSync(join(path, "..")).sort(), ["events.jsonl", "events.jsonl.1", "events.jsonl.2"]);
  const kept = [`${path}.2`, `${path}.1`, path].flatMap(linesIn);
  assert.deepEqual(kept, numbers(1, 9).slice(-kept.length));
  for (const name of ["", ".1", ".2"]) assert.ok(statSync(path + name).size <= 30);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("with one file to keep, it begins anew when it is full; a line longer than that has a file to itself", async (t) => {
  const path = join(temporaryFolder(t), "events.jsonl");
  const file = await LineFile.open(options(path, { maxBytes: 20, keep: 1 }));
  await file.append([...numbers(1, 3), `{"n":"${"x".repeat(50)}"}`]);
  await file.append(numbers(5, 5));
  await file.close();
  assert.deepEqual(linesIn(path), numbers(5, 5));
  assert.equal(existsSync(`${path}.1`), false);
});

test("a line that was cut off by a crash is taken away, however long, and what comes again stands whole", async (t) => {
  const path = join(temporaryFolder(t), "events.jsonl");
  for (const torn of ['{"n":3,"half', `{"n":3,"long":"${"x".repeat(200_000)}`]) {
    writeFileSync(path, `${numbers(1, 2).join("\n")}\n`);
    appendFileSync(path, torn);
    const file = await LineFile.open(options(path));
    await file.append(numbers(3, 4));
    await file.close();
    assert.deepEqual(linesIn(path), numbers(1, 4));
  }
  writeFileSync(path, "no line at all");
  const file = await LineFile.open(options(path));
  await file.append(numbers(1, 1));
  await file.close();
  assert.deepEqual(linesIn(path), numbers(1, 1));
});

test("nothing but a regular file is written to: no link, no pipe, no folder", async (t) => {
  const folder = temporaryFolder(t);
  const elsewhere = join(folder, "elsewhere");
  writeFileSync(elsewhere, "kept");
  symlinkSync(elsewhere, join(folder, "link"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  for (const name of ["link", "pipe", "", "no/such/folder"])
    await assert.rejects(LineFile.open(options(join(folder, name))));
  assert.equal(readFileSync(elsewhere, "utf8"), "kept");
});
