import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { pidOfChild, temporaryFolder, until, workedMs } from "../../../test/index.ts";
import { createRealFiles } from "../index.ts";

const files = createRealFiles();
const never = new AbortController().signal;

function largeFile(folder: string, megabytes: number): string {
  const path = join(folder, "large.log");
  writeFileSync(path, Buffer.from("a line of a log, as there are many of them\n".repeat(24_000 * megabytes)));
  return path;
}

function childrenOf(pid: number): readonly string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return children === "" ? [] : children.split(" ");
}

test("HOST-14: compressing 100 MB takes next to nothing of the engine's own time, and gives back every byte", async (t) => {
  const folder = temporaryFolder(t);
  const path = largeFile(folder, 100);
  const content = readFileSync(path);
  const before = workedMs();
  const to = join(folder, ".archive", "large.log.gz");
  const { bytes, compressedBytes } = await files.archive({ file: { path, inode: statSync(path).ino }, to }, never);
  const workMs = workedMs() - before;
  assert.ok(workMs < 50, `${workMs} ms`);
  assert.deepEqual([bytes, compressedBytes], [content.length, statSync(to).size]);
  assert.ok(gunzipSync(readFileSync(to)).equals(content));
  assert.equal(existsSync(path), false);
});

test("HOST-14: told to end in the middle of compressing, it ends, and all is as it was", async (t) => {
  const folder = temporaryFolder(t);
  const path = largeFile(folder, 100);
  const ending = new AbortController();
  const to = join(folder, ".archive", "large.log.gz");
  const order = files.archive({ file: { path, inode: statSync(path).ino }, to }, ending.signal);
  await until(
    "it compresses",
    () => existsSync(join(folder, ".archive")) && readdirSync(join(folder, ".archive")).length > 0,
  );
  ending.abort(new Error("time is up"));
  await assert.rejects(order, /it was broken off: time is up/);
  assert.deepEqual(readdirSync(join(folder, ".archive")), []);
  assert.deepEqual(readdirSync(folder), [".archive", "large.log"]);
});

test("HOST-14: whoever gave the order is killed: the child ends by itself, and leaves nothing half done", async (t) => {
  const folder = temporaryFolder(t);
  const path = largeFile(folder, 200);
  const door = new URL("../index.ts", import.meta.url).href;
  const to = join(folder, ".archive", "large.log.gz");
  const order = JSON.stringify({ file: { path, inode: statSync(path).ino }, to });
  const program = `
    const { createRealFiles } = await import(${JSON.stringify(door)});
    await createRealFiles().archive(${order}, new AbortController().signal);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  await until(
    "it compresses",
    () => existsSync(join(folder, ".archive")) && readdirSync(join(folder, ".archive")).length > 0,
  );
  const [child = ""] = childrenOf(pidOfChild(parent));
  assert.ok(existsSync(`/proc/${child}`));
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await until("the child has ended", () => !existsSync(`/proc/${child}`), 10_000);
  assert.deepEqual(readdirSync(join(folder, ".archive")), []);
  assert.ok(existsSync(path));
});

test("HOST-17: a folder on the way that is a link, and a file that is another one, are refused in words", async (t) => {
  const folder = temporaryFolder(t);
  const path = largeFile(folder, 1);
  execFileSync("ln", ["-s", folder, join(folder, "way")]);
  const inode = statSync(path).ino;
  const to = join(folder, ".archive", "x.gz");
  const through = join(folder, "way", "large.log");
  await assert.rejects(files.archive({ file: { path: through, inode }, to }, never), /way is a symbolic link/);
  await assert.rejects(files.archive({ file: { path, inode: inode + 1 }, to }, never), /another file than it was/);
  await assert.rejects(files.archive({ file: { path: join(folder, "none"), inode }, to }, never), { code: "ENOENT" });
  assert.ok(existsSync(path));
});
