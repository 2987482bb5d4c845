// needs: python3
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { type TestContext, test } from "node:test";
import type { WatchedProcess } from "#core/model";
import { actionNamed, openStage } from "../../../../test/support/actions.ts";
import { type Balloon, balloonTag, inflate, isThere } from "../../../../test/support/balloon.ts";
import { createRealPlatform } from "../../../core/platform/real/index.ts";
import { within } from "../../../core/platform/test/index.ts";
import { protectionIn } from "./protection.ts";
import { parseRow } from "./table.ts";
import type { MemoryUser } from "./usage.ts";
import { programOf } from "./words.ts";

/** What the action would do, where only this test's own processes may be named. */
async function wouldStop(t: TestContext, tag: string, watched: readonly WatchedProcess[] = [], deny: object[] = []) {
  const { context } = openStage(t);
  const action = actionNamed("memory.free");
  const input = action.schema.parse({ candidates: { allow: [{ match: tag }], deny, atLeast: "20MB" } });
  return action.dryRun(input, context({ watched: () => watched }));
}

const named = ({ pid }: Balloon) => new RegExp(`^Would send SIGTERM to python3 \\(pid ${pid}\\b`);
const spared = ({ pid }: Balloon, why: string) => new RegExp(`python3 \\(pid ${pid}[^)]*\\): [^;]*${why}`);

test("HOST-13: memory.free: the largest goes, and each larger one that it leaves alone is told with the reason", async (t) => {
  const tag = balloonTag();
  const plain = await inflate(t, 40, { tag });
  const contained = await inflate(t, 60, { tag, under: ["unshare", "--pid", "--fork", "--kill-child"] });
  const listed = await inflate(t, 80, { tag: `${tag} keep` });
  const critical = await inflate(t, 90, { tag });
  const seated = await inflate(t, 100, { tag, terminal: true });
  const { processes } = createRealPlatform();
  const look = processes.look(critical.pid);
  assert.ok(look.exists);
  const watched = [{ target: "bank", isProtected: true, process: look.identity }];
  const text = await wouldStop(t, tag, watched, [{ match: `${tag} keep` }]);
  assert.match(text, named(plain));
  assert.match(text, spared(contained, "pid namespace"));
  assert.match(text, spared(listed, "owner's list says to leave it alone"));
  assert.match(text, spared(critical, "belongs to bank, which is critical"));
  assert.match(text, spared(seated, "terminal"));
  for (const one of [plain, contained, listed, critical, seated]) assert.ok(isThere(one.pid));
});

test("HOST-13: memory.free: what is above a watched service, or holds a human's session, is left alone", async (t) => {
  const tag = balloonTag();
  const plain = await inflate(t, 40, { tag });
  const supervisor = await inflate(t, 60, { tag, child: "plain" });
  const shell = await inflate(t, 70, { tag, child: "seated" });
  const { processes } = createRealPlatform();
  const child = processes.look(supervisor.child);
  assert.ok(child.exists);
  // A target that may be touched; what runs it may not.
  const watched = [{ target: "shop", isProtected: false, process: child.identity }];
  const text = await wouldStop(t, tag, watched);
  assert.match(text, named(plain));
  assert.match(text, spared(supervisor, "above shop and may supervise it"));
  assert.match(text, spared(shell, "holds a session with a terminal"));
});

test("HOST-13: memory.free: what Chiron runs, and a critical target of which nobody knows the process", async (t) => {
  const tag = balloonTag();
  const own = spawn("python3", [
    "-c",
    "import sys; held = bytearray(80 << 20); print(1, flush=True); sys.stdin.read()",
    tag,
  ]);
  t.after(() => own.stdin.end());
  await within("it runs", new Promise((resolve) => own.stdout.once("data", resolve)));
  const refused = await wouldStop(t, tag);
  assert.match(refused, /^Would do nothing, and fail: there is no process that may be stopped.*works for Chiron/);
  const { context } = openStage(t);
  const { schema, run, dryRun } = actionNamed("memory.free");
  const unknown = context({ watched: () => [{ target: "bank", isProtected: true, process: null }] });
  assert.match(await dryRun(schema.parse({}), unknown), /not known which process bank is; declare a process probe/);
  const result = await run(schema.parse({}), unknown);
  assert.equal(result.success, false);
});

test("HOST-13: memory.free: other users' processes, what the kernel is told to spare, other Chirons, and whoever changed meanwhile", () => {
  const user: MemoryUser = {
    ...{ pid: 500, parentPid: 1, name: "job", startTicks: 9, session: 500, hasTerminal: false, pages: 1 },
    ...{ residentBytes: 1, shareBytes: 1, swapBytes: 0, userId: 1000, isNested: false, killAdjustment: 0 },
    ...{ group: "/", unit: undefined, command: ["job"], service: undefined, program: "job" },
  };
  const self = { pid: 400, startTicks: 5, bootId: "b" };
  const why = (more: Partial<MemoryUser>, selfUserId = 1000) => {
    const watched = [{ target: "bank", isProtected: true, process: null }];
    return protectionIn({ table: new Map([[500, user]]), self, selfUserId, watched })({ ...user, ...more });
  };
  assert.equal(why({}), undefined);
  assert.match(why({}, 1001) ?? "", /another user/);
  assert.equal(why({}, 0), undefined, "root may signal everybody");
  assert.match(why({ killAdjustment: -900 }) ?? "", /oom_score_adj -900/);
  assert.match(why({ startTicks: 10 }) ?? "", /changed/);
  assert.match(why({ pid: 1 }) ?? "", /system itself/);
  assert.match(why({ service: "bank" }) ?? "", /belongs to bank/, "it ran off, but carries the mark");
  assert.match(why({ command: ["node", "/opt/chiron/bin/chiron.js", "up"] }) ?? "", /a Chiron/);
});

test("a line of /proc/PID/stat: names may hold anything, kernel threads and the dead are nobody's programs", () => {
  const line = (state: string, flags: number) =>
    `42 (a) S (b) ${state} 7 42 40 34816 42 ${flags} 1 2 3 4 5 6 7 8 20 0 1 0 9999 123456 777 18446744073709551615`;
  assert.deepEqual(parseRow(line("S", 4194560)), {
    pid: 42,
    parentPid: 7,
    name: "a) S (b",
    startTicks: 9999,
    session: 40,
    hasTerminal: true,
    pages: 777,
  });
  for (const gone of [line("Z", 0), line("S", 0x00200040), ""]) assert.equal(parseRow(gone), undefined);
});

test("programs in words: what they are, and never an argument that may be a secret", () => {
  assert.equal(
    programOf("python3", ["/usr/bin/python3", "./jobs/train.py", "--password", "hunter22"]),
    "python3 train.py",
  );
  assert.equal(programOf("python3", ["python3", "-c", "print(1)"]), "python3");
  assert.equal(programOf("postgres", ["postgres: 15/main: checkpointer "]), "postgres:");
  assert.equal(programOf("kept", []), "kept");
});
