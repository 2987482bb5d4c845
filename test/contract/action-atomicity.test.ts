import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ActionContext } from "#core/model";
import { until } from "#core/platform/test";
import { cases } from "../support/action-cases.ts";
import { actionNamed, filesWith, openStage } from "../support/actions.ts";
import { snapshot } from "../support/snapshot.ts";

const program = fileURLToPath(new URL("../support/die-in-the-middle.main.ts", import.meta.url));
const onFiles = Object.keys(cases).filter((name) => name.startsWith("files.") || name === "endpoint.switch");
const takesSpace = new Set(["write", "append", "copy", "makeFolder"]);
const changes = new Set([...takesSpace, "move", "remove"]);
/** More than any action makes; the loops below end when the action came through. */
const mostCalls = 60;

for (const name of onFiles) {
  test(`HOST-14: ${name}: broken off at any point, it leaves everything as it was, or is done`, async (t) => {
    let finished = false;
    for (let at = 1; !finished && at <= mostCalls; at += 1) {
      const { stage, input, context } = await prepared(t, name);
      const before = snapshot(stage.world);
      const ending = new AbortController();
      let calls = 0;
      const files = filesWith(stage.platform.files, () => {
        calls += 1;
        if (calls === at) ending.abort(new Error("time is up"));
      });
      const result = await actionNamed(name).run(input, { ...context, files, signal: ending.signal });
      finished = !ending.signal.aborted;
      if (!result.success)
        assert.deepEqual(snapshot(stage.world), before, `broken off at call ${at}: ${result.summary}`);
      else assert.deepEqual(snapshot(stage.world), await doneWorld(t, name), `done, though broken off at call ${at}`);
    }
    assert.ok(finished);
  });

  for (const [what, stays] of [
    ["fails at any point", false],
    ["is full from any point on", true],
  ] as const) {
    test(`HOST-14: ${name}: a disk that ${what} costs nothing`, async (t) => {
      let finished = false;
      for (let at = 1; !finished && at <= mostCalls; at += 1) {
        const { stage, input, context } = await prepared(t, name);
        const before = snapshot(stage.world);
        let writes = 0;
        const files = filesWith(stage.platform.files, (method) => {
          if (!(stays ? takesSpace : changes).has(method)) return;
          writes += 1;
          const fails = stays ? writes >= at : writes === at;
          if (fails) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        });
        const result = await actionNamed(name).run(input, { ...context, files });
        finished = result.success;
        assert.equal(result.success, writes < at);
        if (result.success) continue;
        assert.match(result.summary, /ENOSPC/);
        assert.deepEqual(snapshot(stage.world), before, `failed at change ${at}`);
      }
      assert.ok(finished);
    });
  }

  test(`HOST-14: ${name}: killed by SIGKILL before any of its changes, it can be undone, and repeated`, async (t) => {
    for (const afterwards of ["undo", "repeat"] as const) {
      if (afterwards === "repeat" && !actionNamed(name).idempotent) continue;
      let finished = false;
      for (let dieAt = 1; !finished && dieAt <= mostCalls; dieAt += 1) {
        const { stage, input, context } = await prepared(t, name);
        const before = snapshot(stage.world);
        finished = await runInProcess(name, input, context, dieAt);
        if (afterwards === "undo") {
          const result = await actionNamed(name).undo?.(input, { ...context, effect: `${context.effect}/undo` });
          assert.ok(result?.success, result?.summary);
          assert.deepEqual(snapshot(stage.world), before, `killed before change ${dieAt}, then undone`);
        } else {
          const result = await actionNamed(name).run(input, context);
          assert.ok(result.success, result.summary);
          assert.deepEqual(
            snapshot(stage.world),
            await doneWorld(t, name),
            `killed before change ${dieAt}, then repeated`,
          );
        }
      }
      assert.ok(finished);
    }
  });
}

test("HOST-14: an undo does not overwrite what somebody else has changed since, and says where the old is", async (t) => {
  const { stage, input, context } = await prepared(t, "files.write");
  await actionNamed("files.write").run(input, context);
  writeFileSync(join(stage.world, "settings"), "by hand");
  const result = await actionNamed("files.write").undo?.(input, context);
  assert.equal(result?.success, false);
  assert.match(result?.summary ?? "", /was changed since and was left; what was there before is kept as /);
  assert.equal(readFileSync(join(stage.world, "settings"), "utf8"), "by hand");
});

test("HOST-14: files.remove and files.move put back what they took to another file system", async (t) => {
  const stage = openStage(t);
  const far = mkdtempSync("/dev/shm/chiron-far-");
  t.after(() => rmSync(far, { recursive: true, force: true }));
  const [kept, moved, to] = [join(far, "kept"), join(far, "moved"), join(stage.world, "to")];
  writeFileSync(kept, "kept", { mode: 0o640 });
  writeFileSync(moved, "moved", { mode: 0o600 });
  const before = [...snapshot(far), ...snapshot(stage.world)];
  const steps = [
    ["files.remove", { files: kept }],
    ["files.move", { from: moved, to }],
  ] as const;
  for (const [at, [name, input]] of steps.entries()) {
    const { schema, run } = actionNamed(name);
    const result = await run(schema.parse(input), stage.context({ scratch: join(stage.base, `scratch-${at}`) }));
    assert.ok(result.success, result.summary);
  }
  assert.deepEqual(snapshot(far), []);
  assert.equal(readFileSync(to, "utf8"), "moved");
  for (const [at, [name, input]] of steps.entries()) {
    const { schema, undo } = actionNamed(name);
    const result = await undo?.(schema.parse(input), stage.context({ scratch: join(stage.base, `scratch-${at}`) }));
    assert.ok(result?.success, result?.summary);
  }
  assert.deepEqual([...snapshot(far), ...snapshot(stage.world)], before);
  symlinkSync(to, join(far, "link"));
  const { schema, run } = actionNamed("files.remove");
  const link = await run(schema.parse({ files: join(far, "link") }), stage.context());
  assert.match(link.summary, /on another file system/);
});

test("HOST-14: command: at its end the whole tree that it started ends, also what ignores SIGTERM", async (t) => {
  const stage = openStage(t);
  const script = join(stage.world, "tree");
  writeFileSync(
    script,
    '#!/bin/sh\ntrap "" TERM\nsetsid sleep 997 &\nsleep 997 &\necho ready > "$1"\nwait\nsleep 997\n',
    { mode: 0o755 },
  );
  const input = actionNamed("command").schema.parse({ argv: [script, join(stage.world, "ready")] });
  const ending = new AbortController();
  const running = actionNamed("command").run(input, stage.context({ signal: ending.signal }));
  await until("it runs", () => snapshot(stage.world).length === 2);
  ending.abort(new Error("time is up"));
  const result = await running;
  assert.equal(result.success, false);
  assert.match(result.summary, /was ended, with everything that it had started/);
  const left = stage.platform.processes
    .list()
    .filter(({ command }) => command.includes(script) || command === "sleep 997");
  assert.deepEqual(left, []);
});

test("HOST-14: wait: ends as soon as it is told to", async (t) => {
  const stage = openStage(t);
  const input = actionNamed("wait").schema.parse({ for: "10m" });
  const result = await actionNamed("wait").run(input, stage.context({ signal: AbortSignal.timeout(20) }));
  assert.equal(result.success, false);
  assert.match(result.summary, /broken off after/);
});

async function prepared(t: TestContext, name: string) {
  const stage = openStage(t);
  const make = cases[name];
  assert.ok(make !== undefined);
  const { target, input } = await make(stage);
  const context = stage.context(target === undefined ? {} : { target });
  return { stage, context, input: actionNamed(name).schema.parse(input) };
}

/** How the folder looks after a run that nothing disturbed. */
async function doneWorld(t: TestContext, name: string): Promise<ReturnType<typeof snapshot>> {
  const { stage, input, context } = await prepared(t, name);
  assert.ok((await actionNamed(name).run(input, context)).success);
  return snapshot(stage.world);
}

/** True when it came to its end before there was a change of that number. */
async function runInProcess(name: string, input: object, context: ActionContext, dieAt: number): Promise<boolean> {
  const { target, effect, scratch } = context;
  const order = JSON.stringify({ action: name, input, target, effect, scratch, dieAt });
  const child = spawn(process.execPath, [program, order], { stdio: ["ignore", "ignore", "inherit"] });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  assert.ok(code === 0 || signal === "SIGKILL", `it ended with ${code ?? signal}`);
  return code === 0;
}
