import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until, within } from "#core/platform/test";
import { debuggerOf } from "../support/debugger.ts";
import { allWell, oneService, pidOf, recoveryOf, workerPid } from "../support/healer-scene.ts";
import { beatOf, isLiving, signal } from "../support/healers.ts";
import { outside } from "../support/outside.ts";

const schedule = "src/loop/sense/polling/schedule.ts";

/** The line, from 0, on which the schedule begins to look for what is due. */
function lineOfWork(): number {
  const lines = readFileSync(join(import.meta.dirname, "../..", schedule), "utf8").split("\n");
  const line = lines.findIndex((text) => text.includes("const now = this.#clock.monotonic();"));
  assert.ok(line > 0);
  return line;
}

test("HEALER-02: an engine whose work loop is wedged, while its timers tick and its API answers, is not alive", async (t) => {
  process.env.NODE_OPTIONS = "--inspect-port=0";
  t.after(() => delete process.env.NODE_OPTIONS);
  const world = outside(t, oneService);
  const child = await world.up();
  delete process.env.NODE_OPTIONS;
  await allWell(world);
  const worker = await workerPid(world);
  const before = pidOf(world, "engine");
  let said = "";
  child.stderr?.on("data", (part: string) => {
    said += part;
  });
  const inside = await debuggerOf(before, () => said);
  t.after(() => inside.close());
  await inside.ask("Debugger.enable");
  const paused = inside.next("Debugger.paused");
  const urlRegex = `${schedule.replaceAll(".", "\\.")}$`;
  const set = await inside.ask("Debugger.setBreakpointByUrl", { urlRegex, lineNumber: lineOfWork() });
  assert.ok(set.breakpointId, JSON.stringify(set));
  const { callFrames } = await within("its work loop comes round", paused);
  // Whatever is due is taken out, and nothing comes in any more: probes, looks and beats stand still.
  const expression = "this.set = () => undefined; globalThis.ticks = 0; setInterval(() => globalThis.ticks++, 50); 1";
  const { callFrameId } = callFrames[0];
  const wedged = await inside.ask("Debugger.evaluateOnCallFrame", { callFrameId, expression });
  assert.equal(wedged.result?.value, 1, JSON.stringify(wedged));
  await inside.ask("Debugger.disable");
  const from = performance.now();
  const ticks = async () => (await inside.ask("Runtime.evaluate", { expression: "globalThis.ticks" })).result.value;
  const first = await ticks();
  assert.equal((await world.ask("GET", "/v1/status")).status, 200, "it answers");
  await until("its timers tick", async () => ((await ticks()) > first + 3 ? true : undefined));
  const { lastRecovery } = await recoveryOf(world, "engine", before);
  t.diagnostic(`${Math.round(performance.now() - from)} ms`);
  assert.deepEqual([lastRecovery?.by, lastRecovery?.fault, lastRecovery?.ok], ["mender", "silent", true]);
  await allWell(world);
  assert.equal(await workerPid(world), worker);
});

test("HEALER-02: an engine that is stopped (SIGSTOP) in the middle of its start is replaced as soon as any other, not after the time that a start may take", async (t) => {
  const world = outside(t, oneService);
  await world.up();
  await allWell(world);
  const before = pidOf(world, "engine");
  process.kill(before, "SIGKILL");
  const starting = await until("another engine begins", () => {
    const beat = beatOf(world.dataDir, "engine");
    const isAnother = beat?.state === "starting" && beat.process.pid !== before;
    return isAnother && signal(beat.process, "SIGSTOP") ? beat.process : undefined;
  });
  const from = performance.now();
  await until("it is ended", () => !isLiving(starting), 60_000);
  t.diagnostic(`ended ${Math.round(performance.now() - from)} ms after it was stopped`);
  await allWell(world);
});
