// needs: mounts
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { actionNamed, filesWith, openStage } from "../../../../../test/support/actions.ts";
import { requireMounts, smallDisk } from "../../../../../test/support/small-disk.ts";
import { snapshot } from "../../../../../test/support/snapshot.ts";

requireMounts(import.meta.filename);

function pruning(t: TestContext) {
  const stage = openStage(t);
  const action = actionNamed("caches.prune");
  const put = (path: string, content = "x"): string => {
    const whole = join(stage.world, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
    return whole;
  };
  const run = (caches: unknown, more: Record<string, unknown> = {}, context = {}) =>
    action.run(action.schema.parse({ caches, ...more }), stage.context(context));
  return {
    ...stage,
    put,
    run,
    dry: (caches: unknown) => action.dryRun(action.schema.parse({ caches }), stage.context()),
  };
}

test("HOST-17: caches.prune: roots, homes, the system, ways up and patterns are refused when they are read", () => {
  const { schema } = actionNamed("caches.prune");
  const homes = ["home/somebody", "home", "", "root", "etc", "proc/1", "usr/../etc/x", "srv/*/cache"];
  for (const path of homes) assert.equal(schema.safeParse({ caches: [`/${path}`] }).success, false, path);
  const folder = "/srv/app/cache";
  for (const names of [["*"], ["**"], [".."], ["a/b"], [""], ["?*"], []]) {
    assert.equal(schema.safeParse({ caches: [{ folder, names }] }).success, false, JSON.stringify(names));
  }
  assert.ok(schema.safeParse({ caches: [{ folder, names: ["__pycache__", "*.pyc"] }] }).success);
  assert.equal(schema.safeParse({ caches: [] }).success, false, "nothing does not mean everything");
});

test("HOST-14: caches.prune: links are never followed, whatever they lead to, and nothing outside of the folder is touched", async (t) => {
  const { world, put, run } = pruning(t);
  put("outside/kept");
  put("outside/__pycache__/kept");
  put("cache/__pycache__/gone");
  symlinkSync(join(world, "outside"), join(world, "cache", "__pycache__", "way"));
  symlinkSync(join(world, "outside", "__pycache__"), join(world, "cache", "deeper"));
  mkdirSync(join(world, "cache", "named"));
  symlinkSync(join(world, "outside"), join(world, "cache", "named", "__pycache__"));
  const before = snapshot(join(world, "outside"), { identity: true });
  assert.ok((await run([{ folder: join(world, "cache"), names: ["__pycache__"] }])).success);
  assert.equal(existsSync(join(world, "cache", "__pycache__")), false);
  assert.ok(existsSync(join(world, "cache", "named", "__pycache__")), "a link that only has the name");
  assert.deepEqual(snapshot(join(world, "outside"), { identity: true }), before);
  symlinkSync(join(world, "outside"), join(world, "linked"));
  const linked = await run([{ folder: join(world, "linked"), olderThan: "0ms" }]);
  assert.equal(linked.success, false);
  assert.deepEqual(snapshot(join(world, "outside"), { identity: true }), before);
});

test("HOST-14: caches.prune: a folder on the way that becomes a link after it was checked leads nowhere", async (t) => {
  const { world, platform, put, run } = pruning(t);
  put("outside/tmp/kept");
  put("cache/tmp/gone");
  const files = filesWith(platform.files, (method) => {
    if (method !== "prune" || !existsSync(join(world, "cache"))) return;
    renameSync(join(world, "cache"), join(world, "moved"));
    symlinkSync(join(world, "outside"), join(world, "cache"));
  });
  const result = await run([{ folder: join(world, "cache", "tmp"), olderThan: "0ms" }], {}, { files });
  assert.match(result.summary, /cache is a symbolic link/);
  assert.ok(existsSync(join(world, "outside", "tmp", "kept")));
});

test("HOST-14: caches.prune: what a process has open stays, with the folder that it is in", async (t) => {
  const { world, put, run } = pruning(t);
  put("cache/__pycache__/gone");
  const open = openSync(put("cache/__pycache__/in/open"), "r");
  t.after(() => closeSync(open));
  const result = await run([{ folder: join(world, "cache"), names: ["__pycache__"] }]);
  assert.ok(result.success);
  assert.match(result.summary, /Removed 1 file.*open \(a process has it open, or it has just changed\)/);
  assert.deepEqual(readdirSync(join(world, "cache", "__pycache__"), { recursive: true }).sort(), ["in", "in/open"]);
});

test("HOST-14: caches.prune: names that mislead, pipes, holes, other names of a file, another file system", async (t) => {
  const { world, put, run } = pruning(t);
  const odd = ["-rf", "new\nline", "$(id)", " ", "*", "ü\u0001", "x".repeat(255)].map((name) => put(`cache/${name}`));
  const twice = put("cache/twice");
  linkSync(twice, join(world, "twice"));
  execFileSync("/usr/bin/env", ["mkfifo", join(world, "cache", "pipe")]);
  truncateSync(put("cache/holes"), 10e9);
  const disk = smallDisk(t, 256);
  writeFileSync(join(disk, "kept"), "x");
  mkdirSync(join(world, "cache", "mounted"));
  execFileSync("/usr/bin/env", ["mount", "--bind", disk, join(world, "cache", "mounted")]);
  const result = await run([{ folder: join(world, "cache"), olderThan: "0ms" }]);
  execFileSync("/usr/bin/env", ["umount", join(world, "cache", "mounted")]);
  assert.ok(result.success, result.summary);
  assert.doesNotMatch(result.summary, /\n|GB/);
  for (const path of odd) assert.equal(existsSync(path), false, path);
  assert.deepEqual(readdirSync(join(world, "cache")).sort(), ["mounted", "pipe"]);
  assert.ok(existsSync(join(disk, "kept")));
  assert.ok(existsSync(join(world, "twice")));
});

test("HOST-14: caches.prune: by age, what was put there lately stays, also with the times of long ago", async (t) => {
  const { world, platform, put, run } = pruning(t);
  const past = new Date("2020-01-01");
  const unpacked = put("tmp/unpacked");
  utimesSync(unpacked, past, past);
  const caches = [{ folder: join(world, "tmp"), olderThan: "1h" }];
  assert.match((await run(caches)).summary, /^There was nothing to remove/);
  const young = await until("the kernel's clock has moved on", () => {
    const path = put("tmp/young");
    return statSync(path).ctimeMs > statSync(unpacked).ctimeMs + 2 && path;
  });
  // An hour after the one was put there, and not yet an hour after the other.
  const clock = { ...platform.clock, now: () => statSync(young).ctimeMs - 1 + 3_600_000 };
  await run(caches, {}, { clock });
  assert.deepEqual(readdirSync(join(world, "tmp")), ["young"]);
});

test("HOST-17: caches.prune: more files than it may touch: nothing is touched; Chiron's own data never is", async (t) => {
  const { world, put, run, dry } = pruning(t);
  for (let at = 0; at < 20; at++) put(`cache/deep/${at}`);
  const before = snapshot(world, { identity: true });
  const result = await run([{ folder: join(world, "cache"), olderThan: "0ms" }], { maxFiles: 19 });
  assert.equal(result.success, false);
  assert.match(result.summary, /more than 19 files/);
  assert.deepEqual(snapshot(world, { identity: true }), before);
  put("app/data/chiron.db");
  put("app/data/chiron.engine.lock");
  put("app/gone");
  await run([{ folder: join(world, "app"), olderThan: "0ms" }]);
  assert.deepEqual(readdirSync(join(world, "app"), { recursive: true }).sort(), [
    "data",
    "data/chiron.db",
    "data/chiron.engine.lock",
  ]);
  const own = await run([{ folder: join(world, "app", "data"), olderThan: "0ms" }]);
  assert.match(own.summary, /data folder of Chiron/);
  assert.match(await dry([join(world, "none")]), /^Would remove nothing/);
});

test("HOST-14: caches.prune: told to end in the middle it ends at once, and what it had not reached is untouched", async (t) => {
  const { world, put, run } = pruning(t);
  for (let at = 0; at < 3_000; at++) put(`cache/${at % 50}/${at}`);
  const result = await run(
    [{ folder: join(world, "cache"), olderThan: "0ms" }],
    {},
    { signal: AbortSignal.timeout(5) },
  );
  assert.equal(result.success, false);
  assert.match(result.summary, /broken off/);
  assert.ok(statSync(join(world, "cache")).isDirectory());
  assert.match(
    (await run([{ folder: join(world, "cache"), olderThan: "0ms" }])).summary,
    /^Removed \d+ files|^There was nothing/,
  );
  assert.deepEqual(readdirSync(join(world, "cache")), []);
});
