import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder, until, within } from "../../../../core/platform/test/index.ts";
import { probes } from "../registry.ts";

const script = (code: string) => [process.execPath, "-e", code];

test("HOST-02: command: exit code, and values by pattern and by JSON pointer", async (t) => {
  const { poll } = onePoll(t, "command");
  const json = JSON.stringify({ gateway: { up: true, sessions: [3, 4] }, "a/b": "text", none: null });
  const answer = await poll({
    argv: ["echo", json],
    values: {
      up: { json: "/gateway/up" },
      second: { json: "/gateway/sessions/1" },
      slash: { json: "/a~1b" },
      none: { json: "/none" },
      first: { regex: '"sessions":\\[([0-9]+)' },
    },
  });
  assert.deepEqual(answer, {
    available: true,
    values: { up: true, second: 4, slash: "text", none: null, first: 3, exitCode: 0, serving: true },
  });
});

test("HOST-02: command: what is not as expected is an answer; a value that is not there is missing, not zero", async (t) => {
  const { poll } = onePoll(t, "command");
  const failing = script('process.stderr.write("first\\nno route\\n"); process.exitCode = 3;');
  const failed = await poll({ argv: failing, values: { count: { regex: "count=([0-9]+)" }, deep: { json: "/x" } } });
  assert.deepEqual([failed.available, failed.values], [true, { exitCode: 3, serving: false }]);
  assert.equal(failed.error, "it ended with exit code 3: no route; its output does not say count, deep");
  assert.equal((await poll({ argv: failing, expect: { exitCode: [0, 3] } })).values.serving, true);
  const killed = await poll({ argv: script('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);') });
  assert.deepEqual([killed.values, killed.error], [{ exitCode: null, serving: false }, "it was ended by SIGKILL"]);
});

test("HOST-17: command: its words are words, whatever stands in them", async (t) => {
  const folder = temporaryFolder(t);
  const { poll } = onePoll(t, "command");
  const nasty = `$(touch ${folder}/a); touch ${folder}/b & \`touch ${folder}/c\` | ' "`;
  const answer = await poll({ argv: ["echo", nasty], values: { said: { regex: "(?s)(.*)\\n" } } });
  assert.equal(answer.values.said, nasty);
  for (const name of ["a", "b", "c"]) assert.equal(existsSync(join(folder, name)), false);
});

test("HOST-01: command: at the deadline its whole process tree is ended, also what ignores SIGTERM", async (t) => {
  const pids = join(temporaryFolder(t), "pids");
  const child = `trap "" TERM; echo $$ >> ${pids}; while :; do sleep 1; done`;
  const argv = ["/bin/sh", "-c", `trap "" TERM; echo $$ >> ${pids}; /bin/sh -c '${child}' & while :; do sleep 1; done`];
  const controller = new AbortController();
  const { poll, platform } = onePoll(t, "command", { signal: controller.signal });
  const answer = poll({ argv });
  const started = () => (existsSync(pids) ? readFileSync(pids, "utf8").trim().split("\n").map(Number) : []);
  await until("both run", () => started().length === 2);
  controller.abort(new Error("no answer in time"));
  assert.deepEqual((await within("its end", answer)).available, false);
  for (const pid of started()) {
    const look = platform.processes.look(pid);
    assert.ok(!look.exists || look.state === "Z", `process ${pid} is left behind`);
  }
});

test("command: a pattern that would hang another engine is read in linear time", async (t) => {
  const { poll } = onePoll(t, "command");
  const values = { x: { regex: "^(a+)+$" } };
  assert.ok(probes.get("command")?.schema.safeParse({ argv: ["x"], values }).success);
  const answer = await within("an answer", poll({ argv: script('console.log("a".repeat(30000) + "b")'), values }));
  assert.equal("x" in answer.values, false);
});
