import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, within } from "../../test/index.ts";
import { createRealFiles } from "./index.ts";

const files = createRealFiles();

test("writing keeps the mode of an existing file, and leaves no temporary file", async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "settings.json");
  await files.write(path, "new", { mode: 0o600, durable: true });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  chmodSync(path, 0o751);
  await files.write(path, new Uint8Array([0x6f, 0x6b]), { mode: 0o600 });
  assert.equal(statSync(path).mode & 0o777, 0o751);
  assert.equal(readFileSync(path, "utf8"), "ok");
  assert.deepEqual(readdirSync(folder), ["settings.json"]);
});

test("HOST-14: a write that fails leaves the old content and nothing beside it", async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "taken", "inside"), { recursive: true });
  await assert.rejects(files.write(join(folder, "taken"), "x"), { code: "EISDIR" });
  await assert.rejects(files.write(join(folder, "missing", "file"), "x"), { code: "ENOENT" });
  assert.deepEqual(readdirSync(folder), ["taken"]);
});

test("a reader never sees half a file", async (context) => {
  const path = join(temporaryFolder(context), "state");
  const contents = ["a", "b"].map((letter) => letter.repeat(200_000));
  await files.write(path, contents[0] ?? "");
  let writing = true;
  const writer = (async () => {
    for (let round = 0; round < 50; round++) await files.write(path, contents[round % 2] ?? "");
    writing = false;
  })();
  while (writing) assert.ok(contents.includes(await files.read(path)));
  await writer;
});

test("writing through a link replaces what it points to", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "real"), "old");
  symlinkSync("real", join(folder, "link"));
  await files.write(join(folder, "link"), "new");
  assert.ok(lstatSync(join(folder, "link")).isSymbolicLink());
  assert.equal(readFileSync(join(folder, "real"), "utf8"), "new");
});

test("reading stops at the limit, reads files without a size, and is not held up by a named pipe", async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "log");
  await files.append(path, "12345");
  await files.append(path, "67890");
  assert.equal(await files.read(path, 10), "1234567890");
  await assert.rejects(files.read(path, 9), { code: "too_large", message: `${path} is larger than 9 bytes` });
  await assert.rejects(files.read("/dev/zero", 100_000), { code: "too_large" });
  assert.match(await files.read("/proc/self/status"), /VmRSS/);
  await files.write(path, "x".repeat(300_000));
  assert.equal((await files.read(path)).length, 300_000);
  execFileSync("/usr/bin/env", ["mkfifo", join(folder, "pipe")]);
  assert.equal(await within("reading a pipe", files.read(join(folder, "pipe"))), "");
  await assert.rejects(files.read(join(folder, "missing")), { code: "ENOENT" });
});

test("stat, list, move, copy and remove", async (context) => {
  const folder = temporaryFolder(context);
  const at = (name: string) => join(folder, name);
  await files.makeFolder(at("a/b"), 0o700);
  await files.write(at("a/one"), "1");
  await files.copy(at("a/one"), at("a/two"));
  await files.move(at("a/two"), at("a/b/two"));
  symlinkSync("nowhere", at("dangling"));
  assert.deepEqual(await files.list(at("a")), ["b", "one"]);
  await files.makeFolder(at("a/b"));
  await assert.rejects(files.makeFolder(at("a/one/below a file")), { code: "EEXIST" });
  await assert.rejects(files.makeFolder("/proc/nowhere/at all"), { code: "ENOENT" });
  const stat = await files.stat(at("a/b/two"));
  assert.deepEqual([stat?.kind, stat?.size], ["file", 1]);
  assert.equal((await files.stat(at("a")))?.kind, "folder");
  assert.equal((await files.stat(at("dangling")))?.kind, "link");
  assert.equal(await files.stat(at("dangling"), { follow: true }), undefined);
  assert.equal(await files.stat(at("missing")), undefined);
  assert.equal(await files.stat(at("a/one/below a file")), undefined);
  await assert.rejects(files.remove(at("a/b")), { code: "ENOTEMPTY" });
  for (const name of ["a/b/two", "a/b", "a/one", "dangling", "missing"]) await files.remove(at(name));
  assert.deepEqual(await files.list(folder), ["a"]);
  await assert.rejects(files.copy(at("missing"), at("copy")), { code: "ENOENT" });
  assert.deepEqual(await files.list(folder), ["a"]);
});

test("across file systems a move copies", async (context) => {
  const folder = temporaryFolder(context);
  const other = join("/dev/shm", `chiron-move-${process.pid}`);
  writeFileSync(join(folder, "from"), "content");
  await files.move(join(folder, "from"), other);
  assert.equal(await files.read(other), "content");
  await files.remove(other);
  assert.deepEqual(readdirSync(folder), []);
});

test("globs give sorted paths; without wildcards the path itself when it exists", async (context) => {
  const folder = temporaryFolder(context);
  for (const name of ["b.log", "a.log", "c.txt", "deep/d.log"]) {
    await files.makeFolder(join(folder, "deep"));
    await files.write(join(folder, name), "");
  }
  const names = async (pattern: string) =>
    (await files.glob(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
  assert.deepEqual(await names("*.log"), ["a.log", "b.log"]);
  assert.deepEqual(await names("**/*.log"), ["a.log", "b.log", "deep/d.log"]);
  assert.deepEqual(await names("{a,c}.*"), ["a.log", "c.txt"]);
  assert.deepEqual(await names("a.log"), ["a.log"]);
  assert.deepEqual(await names("missing"), []);
  assert.deepEqual(await names("*.missing"), []);
});

test("a pipe that nobody reads is not waited for, and where there is none, none is made", async (context) => {
  const folder = temporaryFolder(context);
  const [pipe, plain] = [join(folder, "pipe"), join(folder, "plain")];
  execFileSync("mkfifo", [pipe]);
  await assert.rejects(files.writePipe(pipe, "u"), { code: "ENXIO" });
  await assert.rejects(files.writePipe(join(folder, "missing"), "u"), { code: "ENOENT" });
  writeFileSync(plain, "before");
  await assert.rejects(files.writePipe(plain, "u"), /is not a named pipe/);
  assert.equal(await files.read(plain), "before");
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  context.after(() => closeSync(reader));
  await files.writePipe(pipe, "tcu");
  assert.equal(readFileSync(reader, "utf8"), "tcu");
});
