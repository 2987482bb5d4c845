import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { RunResult, RunSpec } from "../../index.ts";
import { temporaryFolder, until, within } from "../../test/index.ts";
import { createSortableIds } from "../ids.ts";
import { createRealProcesses } from "./index.ts";

/** Children in its group, in a session of their own, and forked twice from there; none heeds SIGTERM. */
const STUBBORN = `
trap '' TERM
sh -c "trap '' TERM; sleep 611; sleep 611" &
setsid sh -c "trap '' TERM; sleep 612; sleep 612" &
setsid sh -c "trap '' TERM; (setsid sh -c 'sleep 613; sleep 613' &) ; exit 0" &
sleep 0.2
echo ready > "$1"
`;

function begin(context: TestContext) {
  const folder = temporaryFolder(context);
  const processes = createRealProcesses(createSortableIds({ now: Date.now }, { next: Math.random }));
  const mark = { RUN_TEST: folder };
  const run = (command: string[], changes: Partial<RunSpec> = {}): Promise<RunResult> =>
    within(
      "the end of the run",
      processes.run({ command, cwd: folder, env: mark, signal: new AbortController().signal, ...changes }),
    );
  const left = () => processes.findByEnvironment("RUN_TEST", folder);
  context.after(() => {
    for (const identity of left()) processes.signal(identity, "SIGKILL", "process");
  });
  return { folder, processes, run, left };
}

test("a program's output, exit code, input and surroundings", async (context) => {
  const { folder, run } = begin(context);
  const result = await run(["sh", "-c", 'cat; pwd; echo "$1" >&2; exit 3', "sh", "$(touch hacked)"], {
    input: "given\n",
  });
  assert.deepEqual(result, {
    code: 3,
    signal: null,
    stdout: `given\n${folder}\n`,
    stderr: "$(touch hacked)\n",
    truncated: false,
    aborted: false,
  });
  assert.ok(!existsSync(join(folder, "hacked")));
  assert.equal((await run(["cat"])).stdout, "", "without input it reads nothing");
  assert.equal((await run(["true"], { input: "x".repeat(1_000_000) })).code, 0, "it need not read its input");
  assert.deepEqual((await run(["sh", "-c", "kill -9 $$"])).signal, "SIGKILL");
});

test("output beyond the limit is dropped and said so, without holding the program up", async (context) => {
  const { run } = begin(context);
  const result = await run(["sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; echo done >&2"], {
    maxOutputBytes: 1_000,
  });
  assert.deepEqual(
    [result.code, result.stdout, result.stderr, result.truncated],
    [0, "x".repeat(1_000), "done\n", true],
  );
  assert.equal((await run(["printf", "aä"], { maxOutputBytes: 2 })).stdout, "a", "no half characters");
});

test("what cannot be started is a result, not an error", async (context) => {
  const { folder, run } = begin(context);
  assert.equal((await run(["no-such-program"])).failure, 'there is no program "no-such-program" on the PATH');
  assert.match(
    (await run(["true"], { cwd: join(folder, "missing") })).failure ?? "",
    /^the working directory does not exist/,
  );
  writeFileSync(join(folder, "broken"), "#!/missing\n", { mode: 0o755 });
  assert.match((await run(["./broken"])).failure ?? "", /^it cannot be started: .*ENOENT/);
  assert.deepEqual(await run(["touch", "touched"], { signal: AbortSignal.abort() }), {
    ...{ code: null, signal: null, stdout: "", stderr: "", truncated: false, aborted: true },
  });
  assert.ok(!existsSync(join(folder, "touched")));
});

test("HOST-14: aborted, a program is asked first and has time to tidy up", async (context) => {
  const { run, folder } = begin(context);
  const controller = new AbortController();
  const running = run(["sh", "-c", 'trap "echo tidied; exit 5" TERM; echo > ready; while :; do sleep 0.02; done'], {
    signal: controller.signal,
    graceMs: 15_000,
  });
  await until("ready", () => existsSync(join(folder, "ready")));
  controller.abort();
  const result = await running;
  assert.deepEqual([result.code, result.stdout, result.aborted], [5, "tidied\n", true]);
});

test("HOST-14: aborted, nothing is left of a program that hides its children and ignores SIGTERM", async (context) => {
  const { folder, run, left } = begin(context);
  const controller = new AbortController();
  const running = run(["sh", "-c", `${STUBBORN}\nwhile :; do sleep 1; done`, "sh", join(folder, "ready")], {
    signal: controller.signal,
    graceMs: 100,
  });
  await until("all children run", () => existsSync(join(folder, "ready")) && left().length >= 7);
  controller.abort();
  const result = await running;
  assert.deepEqual([result.aborted, result.signal, result.failure], [true, "SIGKILL", undefined]);
  assert.deepEqual(left(), []);
});

test("HOST-14: a program that ends well and leaves children behind leaves none", async (context) => {
  const { folder, run, left } = begin(context);
  const result = await run(["sh", "-c", `${STUBBORN}\necho all well`, "sh", join(folder, "ready")], { graceMs: 100 });
  assert.deepEqual([result.code, result.stdout, result.aborted], [0, "all well\n", false]);
  assert.deepEqual(left(), []);
});

test("HOST-14: a child with an emptied environment and a session of its own is ended with its parent", async (context) => {
  const { folder, processes, run } = begin(context);
  const controller = new AbortController();
  const running = run(["sh", "-c", "setsid env -i sh -c 'echo $$ > hidden; exec sleep 614' & wait"], {
    signal: controller.signal,
    graceMs: 0,
  });
  const pid = await until(
    "the hidden child",
    () => existsSync(join(folder, "hidden")) && Number(readFileSync(join(folder, "hidden"), "utf8")),
  );
  await until("it sleeps", () => readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith("sleep"));
  assert.ok(processes.look(pid).exists);
  controller.abort();
  await running;
  const look = processes.look(pid);
  assert.ok(!look.exists || look.state === "Z");
});

test("HOST-14: a program that forks and ends all the time is caught", async (context) => {
  const { folder, run, left } = begin(context);
  writeFileSync(join(folder, "hare"), '#!/bin/sh\ntrap "" TERM\necho >> runs\n"$0" &\n', { mode: 0o755 });
  const controller = new AbortController();
  const running = run(["sh", "-c", "./hare; sleep 60"], { signal: controller.signal, graceMs: 20 });
  await until("it runs", () => existsSync(join(folder, "runs")) && readFileSync(join(folder, "runs")).length > 20);
  controller.abort();
  assert.equal((await running).failure, undefined);
  assert.deepEqual(left(), []);
});

test("a hundred programs at once, and one that hangs delays none of them", async (context) => {
  const { run } = begin(context);
  const controller = new AbortController();
  const hanging = run(["sleep", "600"], { signal: controller.signal });
  const results = await Promise.all(Array.from({ length: 100 }, (_, index) => run(["printf", "%s", String(index)])));
  assert.deepEqual(
    results.map(({ stdout }) => Number(stdout)),
    Array.from({ length: 100 }, (_, index) => index),
  );
  controller.abort();
  assert.equal((await hanging).signal, "SIGTERM");
});

test("signals reach only the very process that was meant", async (context) => {
  const { folder, processes, left } = begin(context);
  const ended = new AbortController();
  const running = processes.run({ command: ["sleep", "600"], env: { RUN_TEST: folder }, signal: ended.signal });
  const identity = await until("it runs", () => left()[0]);
  assert.equal(
    processes.signal({ ...identity, startTicks: identity.startTicks + 1 }, "SIGKILL", "process"),
    false,
    "the pid was reused",
  );
  assert.equal(
    processes.signal({ ...identity, bootId: "another" }, "SIGKILL", "tree"),
    false,
    "the machine was booted again",
  );
  assert.equal(processes.signal(processes.self, "SIGCONT", "process"), false, "not ourselves");
  assert.equal(processes.signal(processes.self, "SIGCONT", "tree"), false);
  for (const pid of [1, process.ppid]) {
    const look = processes.look(pid);
    assert.ok(look.exists);
    assert.equal(processes.signal(look.identity, "SIGCONT", "tree"), false, "nor what we descend from");
  }
  assert.throws(() => processes.signal(identity, "SIGNONSENSE", "process"), { code: "bad_request" });
  assert.deepEqual(left(), [identity]);
  assert.equal(processes.signal(identity, "SIGKILL", "process"), true);
  assert.equal((await running).signal, "SIGKILL");
});

test("a tree is found by parents, session and mark, also when its root has ended", async (context) => {
  const { folder, processes, left } = begin(context);
  const env = { RUN_TEST: folder, CHIRON_SERVICE: `test:${folder}` };
  const script = "sleep 615 & setsid sleep 616 & (setsid sh -c 'sleep 617 & exit' &); exec sleep 618";
  const { identity } = await processes.spawn({
    command: ["sh", "-c", script],
    cwd: folder,
    env,
    log: join(folder, "log"),
  });
  const pids = (identities: readonly { readonly pid: number }[]) =>
    identities.map(({ pid }) => pid).sort((a, b) => a - b);
  // By the list, which does not mind that one ends while it is looked at.
  const sleeping = () => {
    const marked = new Set(left().map(({ pid }) => pid));
    return processes.list().filter(({ identity: { pid }, command }) => marked.has(pid) && command.startsWith("sleep "));
  };
  await until("all run", () => sleeping().length === 4 && left().length === 4);
  assert.deepEqual(pids(processes.tree(identity)), pids(left()));
  processes.signal(identity, "SIGKILL", "process");
  await until("the root has ended", () => left().length === 3);
  assert.equal(processes.tree(identity).length, 1, "by its session, which outlives it");
  assert.equal(processes.groupIsEmpty?.(identity), false);
  assert.equal(processes.signal(identity, "SIGKILL", "tree"), true);
  await until("the session has ended", () => left().length === 2 && processes.groupIsEmpty?.(identity));
});

test("readings of /proc leave no open files", async (context) => {
  const { processes } = begin(context);
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  for (let round = 0; round < 20; round++) {
    processes.list();
    processes.tree(processes.self);
    processes.look(2 ** 30);
    processes.findByEnvironment("NO_SUCH", "thing");
  }
  assert.equal(open(), before);
});

test("of output that is too long, the beginning and the end are kept where that is asked for", async (context) => {
  const { run } = begin(context);
  const ends = { maxOutputBytes: 1_000, keepsEnd: true };
  const long = await run(["sh", "-c", "echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last"], ends);
  assert.equal(long.truncated, true);
  assert.match(long.stdout, /^first\nx{494}\n\[…\]\nx{494}\nlast\n$/);
  const short = await run(["sh", "-c", "head -c 900 /dev/zero | tr '\\0' x"], ends);
  assert.deepEqual([short.stdout, short.truncated], ["x".repeat(900), false]);
  const whole = await run(["sh", "-c", "i=0; while [ $i -lt 400 ]; do printf ä; i=$((i+1)); done; printf ü"], {
    maxOutputBytes: 101,
    keepsEnd: true,
  });
  assert.match(whole.stdout, /^ä+\n\[…\]\nä+ü$/, "no half characters");
});
