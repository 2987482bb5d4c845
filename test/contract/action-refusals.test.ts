import assert from "node:assert/strict";
import { linkSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { Target } from "#core/model";
import { actionNamed, openStage, type Stage, targetWith } from "../support/actions.ts";
import { snapshot } from "../support/snapshot.ts";

const badPaths = [
  "/",
  "//",
  "/etc",
  "/tmp",
  homedir(),
  dirname(homedir()),
  ["", "home", "somebody"].join("/"),
  "relative/file",
  "~/.ssh/authorized_keys",
  "$target.settings.file",
  "/srv/../etc/passwd",
  "/srv/app/..",
  "/srv/./app/x",
  "/srv//app/x",
  "/srv/app/",
  "/srv/app/x\0.txt",
  "/srv/app/x\ny",
  "/proc/self/mem",
  "/sys/kernel/x",
  "/dev/sda",
  "/boot/vmlinuz",
  `/srv/\${target.id}/x`,
  "/srv/$(id)/x",
  "/srv/`id`/x",
  "/srv/{{target.id}}/x",
];
const takesAPath: Readonly<Record<string, (path: string) => Record<string, unknown>>> = {
  "files.remove": (path) => ({ files: path }),
  "files.move": (path) => ({ from: path, to: "/srv/app/x" }),
  "files.copy": (path) => ({ from: "/srv/app/x", to: path }),
  "files.write": (path) => ({ path, content: "x" }),
  "files.append": (path) => ({ path, text: "x" }),
  "files.makeFolder": (path) => ({ path }),
  "process.signal": (path) => ({ pidFile: path, signal: "SIGHUP" }),
};

for (const [name, inputFor] of Object.entries(takesAPath)) {
  test(`HOST-17: ${name}: a path that is not written out in full, or not a runbook's business, is refused when it is read`, () => {
    for (const path of badPaths) {
      assert.equal(actionNamed(name).schema.safeParse(inputFor(path)).success, false, JSON.stringify(path));
    }
    assert.ok(
      actionNamed(name).schema.safeParse(inputFor("/srv/app/some file; rm -rf")).success,
      "odd names are only names",
    );
    if (name === "files.remove") return;
    assert.equal(actionNamed(name).schema.safeParse(inputFor("/srv/app/*")).success, false, "a wildcard");
  });
}

test("HOST-17: command: a shell is refused, however it is dressed up, and so is anything but a list of words", () => {
  const shells = [
    ["sh", "-c", "id"],
    ["/bin/bash", "-lc", "id"],
    ["bash", "--norc", "-o", "pipefail", "-c", "id"],
    ["env", "sh", "-c", "id"],
    ["env", "A=1", "/bin/dash", "-ec", "id"],
    ["busybox", "sh", "-c", "id"],
    ["sudo", "-u", "nobody", "bash", "-c", "id"],
    ["timeout", "5", "zsh", "-c", "id"],
    ["xargs", "sh", "-c", "id"],
    ["su", "-c", "id"],
    ["bash"],
    ["sh", "-s"],
    ["a\0b"],
    [],
  ];
  const { schema } = actionNamed("command");
  for (const argv of shells) {
    assert.equal(schema.safeParse({ argv }).success, false, JSON.stringify(argv));
    assert.equal(schema.safeParse({ argv: ["true"], undo: argv }).success, false, `as undo: ${JSON.stringify(argv)}`);
  }
  assert.equal(schema.safeParse({ argv: "rm -rf /srv" }).success, false);
  assert.equal(schema.safeParse({ argv: ["true"], env: { "A=B;C": "x" } }).success, false);
  assert.ok(schema.safeParse({ argv: ["sh", "/srv/app/reload.sh"] }).success, "a script by its path is fixed text");
  assert.ok(schema.safeParse({ argv: ["grep", "-c", "bash", "/etc/passwd"] }).success);
});

test("HOST-17: wait, notify, process.signal: values outside of what is meant are refused", () => {
  const refused: readonly (readonly [string, Record<string, unknown>])[] = [
    ["wait", { for: "2h" }],
    ["wait", { for: -1 }],
    ["wait", { for: "soon" }],
    ["notify", { route: "everybody", subject: "x" }],
    ["notify", { route: "page", subject: "two\nlines" }],
    ["notify", { route: "page", subject: "" }],
    ["notify", { route: "page", subject: "\u001b[31mred" }],
    ["process.signal", { signal: "SIGTERM" }],
    ["process.signal", { signal: "SIGNOTHING", pidFile: "/srv/app/pid" }],
    ["process.signal", { signal: 9, pidFile: "/srv/app/pid" }],
  ];
  for (const [name, input] of refused) {
    assert.equal(actionNamed(name).schema.safeParse(input).success, false, `${name} ${JSON.stringify(input)}`);
  }
});

test("HOST-17: an action touches its own target's service and no other, as it is declared and not otherwise", async (t) => {
  const stage = openStage(t);
  const { supervisor } = stage;
  const own = targetWith(supervisor, {});
  const { supervisor: _, ...bare } = own;
  const attempts: readonly (readonly [string, object, Target])[] = [
    ["another target's", { ...supervisor, target: "db" }, own],
    ["another command", { ...supervisor, command: ["sleep", "1001"] }, own],
    ["another environment", { ...supervisor, env: { LD_PRELOAD: "/srv/x.so" } }, own],
    ["a log elsewhere", { ...supervisor, log: "/srv/app/log" }, own],
    ["none declared", supervisor, bare],
  ];
  for (const name of ["service.start", "service.stop", "service.restart", "process.signal"]) {
    for (const [what, service, target] of attempts) {
      const input = name === "process.signal" ? { service, signal: "SIGTERM" } : { service };
      await assertRefused(stage, name, input, target, what);
    }
  }
  assert.deepEqual(stage.heard, [], "nothing was started or stopped");
});

test("HOST-17: process.signal: a pid file that names the wrong process moves nobody", async (t) => {
  const stage = openStage(t);
  const pidFile = join(stage.world, "pid");
  const wrong = [
    "1",
    "0",
    "-1",
    "2",
    `${process.pid}`,
    `${process.ppid}`,
    "",
    "abc",
    "12 34",
    "1e3",
    "99999999999",
    "0x10",
  ];
  for (const text of wrong) {
    writeFileSync(pidFile, text);
    await assertRefused(stage, "process.signal", { pidFile, signal: "SIGTERM" }, undefined, JSON.stringify(text));
  }
  await stage.services.start(stage.supervisor);
  const pid = stage.services.look("web").process?.pid ?? 0;
  writeFileSync(pidFile, `${pid}\n`);
  await assertRefused(
    stage,
    "process.signal",
    { pidFile, signal: "SIGTERM", program: "nginx" },
    undefined,
    "another program",
  );
  const other = { ...targetWith({ ...stage.supervisor, target: "db" }, {}), id: "db" };
  await assertRefused(stage, "process.signal", { pidFile, signal: "SIGTERM" }, other, "another target's service");
  utimesSync(pidFile, 1_000, 1_000);
  await assertRefused(
    stage,
    "process.signal",
    { pidFile, signal: "SIGTERM" },
    undefined,
    "left over, its pid used again",
  );
  assert.equal(stage.services.look("web").state, "running");
  linkSync(pidFile, `${pidFile}2`);
  utimesSync(pidFile, new Date(), new Date());
  const { schema, run } = actionNamed("process.signal");
  const result = await run(schema.parse({ pidFile, signal: "SIGCONT", program: "sleep" }), stage.context());
  assert.ok(result.success, result.summary);
});

test("HOST-17: files.*: no link leads a step elsewhere, and Chiron's own data is out of reach", async (t) => {
  const stage = openStage(t);
  const { world } = stage;
  mkdirSync(join(world, "elsewhere"));
  mkdirSync(join(world, "store", "services"), { recursive: true });
  writeFileSync(join(world, "elsewhere", "precious"), "precious");
  writeFileSync(join(world, "store", "chiron.db"), "log");
  writeFileSync(join(world, "store", "chiron.engine.lock"), "");
  symlinkSync(join(world, "elsewhere"), join(world, "cache"));
  symlinkSync(join(world, "elsewhere", "precious"), join(world, "link"));
  const attempts: readonly (readonly [string, Record<string, unknown>])[] = [
    ["files.remove", { files: join(world, "cache", "precious") }],
    ["files.remove", { files: [join(world, "store")], folders: true }],
    ["files.remove", { files: [join(world, "store", "chiron.db")] }],
    ["files.remove", { files: [world], folders: true }],
    ["files.remove", { files: join(world, "elsewhere") }],
    ["files.write", { path: join(world, "link"), content: "x" }],
    ["files.write", { path: join(world, "cache", "new"), content: "x" }],
    ["files.write", { path: join(world, "store", "services", "web.log"), content: "x" }],
    ["files.append", { path: join(world, "link"), text: "x" }],
    ["files.copy", { from: join(world, "link"), to: join(world, "copied") }],
    ["files.copy", { from: join(world, "elsewhere", "precious"), to: join(world, "link"), overwrite: true }],
    ["files.move", { from: join(world, "store", "chiron.db"), to: join(world, "moved") }],
    ["files.move", { from: join(world, "elsewhere", "precious"), to: join(world, "store", "x") }],
    ["files.makeFolder", { path: join(world, "cache", "folder") }],
    ["files.write", { path: join(stage.context().scratch, "changes.json"), content: "[]" }],
  ];
  for (const [name, input] of attempts) await assertRefused(stage, name, input, undefined, JSON.stringify(input));
});

test("HOST-17: files.remove: a pattern is the owner's to declare, and nothing is touched beyond the bounds", async (t) => {
  const stage = openStage(t);
  const { world, supervisor } = stage;
  for (const name of ["a", "b", "c"]) writeFileSync(join(world, name), name.repeat(100));
  const files = join(world, "*");
  const owner = targetWith(supervisor, {}, [files]);
  const wider = targetWith(supervisor, { caches: [`${world}/cache/*`] });
  await assertRefused(stage, "files.remove", { files }, undefined, "declared by nobody");
  await assertRefused(stage, "files.remove", { files }, wider, "another pattern is declared");
  await assertRefused(stage, "files.remove", { files, maxFiles: 2 }, owner, "too many files");
  await assertRefused(stage, "files.remove", { files, maxSize: 299 }, owner, "too many bytes");
  const { schema, run } = actionNamed("files.remove");
  const nothing = await run(schema.parse({ files: [] }), stage.context({ target: owner }));
  assert.deepEqual(
    nothing,
    { success: true, summary: "There was nothing to remove", artifacts: [] },
    "an empty list is not all",
  );
  assert.equal(snapshot(world).length, 3);
  assert.ok((await run(schema.parse({ files }), stage.context({ target: owner }))).success);
  assert.equal(snapshot(world).length, 0);
});

test("HOST-17: files.move and files.copy replace nothing unless they are told to", async (t) => {
  const stage = openStage(t);
  const [from, to] = [join(stage.world, "from"), join(stage.world, "to")];
  writeFileSync(from, "from");
  writeFileSync(to, "to");
  await assertRefused(stage, "files.move", { from, to }, undefined, "move");
  await assertRefused(stage, "files.copy", { from, to }, undefined, "copy");
  await assertRefused(
    stage,
    "files.copy",
    { from, to: join(stage.world, "no", "folder") },
    undefined,
    "no such folder",
  );
  assert.equal(readFileSync(to, "utf8"), "to");
});

/** Refused when read, or else by the dry run and by the run, with nothing changed by either. */
async function assertRefused(
  stage: Stage,
  name: string,
  input: object,
  target: Target | undefined,
  what: string,
): Promise<void> {
  const { schema, dryRun, run } = actionNamed(name);
  const parsed = schema.safeParse(input);
  if (!parsed.success) return;
  const context = stage.context(target === undefined ? {} : { target });
  const before = snapshot(stage.world, { identity: true });
  const says = await dryRun(parsed.data, context);
  assert.match(says, /^Would do nothing, and fail: /, `${name}, ${what}: ${says}`);
  const result = await run(parsed.data, context);
  assert.equal(result.success, false, `${name}, ${what}: ${result.summary}`);
  assert.deepEqual(snapshot(stage.world, { identity: true }), before, `${name}, ${what}`);
}
