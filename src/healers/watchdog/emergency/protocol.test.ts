import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { emergencySteps, type Healer, type NewEvent } from "#core/model";
import { until } from "#core/platform/test";
import { emergencyUnderWay } from "#healers/mutual";
import { readGrants } from "#healers/mutual/grants";
import { bootId, isAlive, lookAt, replaceFile, uptimeMs } from "#healers/mutual/small";
import { emergencyScene, quick } from "../../../../test/support/emergency/scene.ts";
import { type Hands, takeUpEmergency } from "./index.ts";

const now = () => ({ now: Date.now(), uptimeMs: uptimeMs(), bootId: bootId() });

test("HEALER-04: both healers killed: ten named, timed, audited steps, in their order, and both are at work again", async (t) => {
  const scene = emergencyScene(t);
  await scene.start("engine");
  await scene.start("mender");
  const before = [...scene.identity.values()];
  for (const { pid } of before) process.kill(pid, "SIGKILL");
  await until("both are gone", () => before.every((one) => !isAlive(one)));
  const end = await scene.run();
  assert.deepEqual([end.recovered, end.left], [true, []]);
  const steps = scene.of("emergency.step");
  // Engine and mender go side by side: which of them is first is chance.
  const pair = (step: string) => step.replace(/_(engine|mender)$/, "");
  assert.deepEqual(steps.map(({ step }) => step).toSorted(), emergencySteps.toSorted());
  assert.deepEqual(
    [steps[0], steps[1], ...steps.slice(-4)].map((one) => one?.step),
    ["enter", "delegate", "revoke", "leave", "verify_mutual", "audit"],
  );
  assert.deepEqual(new Set(steps.slice(2, 6).map(({ step }) => pair(step))), new Set(["restart", "verify"]));
  assert.ok(
    steps.every(({ ok, tookMs }) => ok && tookMs >= 0),
    JSON.stringify(steps),
  );
  assert.equal(scene.of("emergency.ended").length, 1);
  assert.equal(scene.of("grant.given").length, scene.of("grant.revoked").length);
  assert.ok(readGrants(scene.folder).every(({ revokedAt }) => revokedAt !== null));
  assert.deepEqual(scene.pages, [], "nobody is called for what healed itself");
});

test("HEALER-04: healers that are stopped, and so only silent, are ended for good first", async (t) => {
  const scene = emergencyScene(t);
  await scene.start("engine");
  await scene.start("mender");
  const before = [...scene.identity.values()];
  for (const { pid } of before) process.kill(pid, "SIGSTOP");
  const end = await scene.run();
  assert.deepEqual([end.recovered, end.left], [true, []]);
  assert.ok(before.every((one) => !isAlive(one)));
});

test("HEALER-04: what a healer has said of the watchdog is not taken back by a beat that is half written", async (t) => {
  const scene = emergencyScene(t);
  const halfWritten = new Set<Healer>();
  const living: Hands["living"] = (healer) => {
    const found = scene.hands.living(healer);
    if (found === undefined || halfWritten.delete(healer)) return undefined;
    const sees: typeof found.sees = (...question) => {
      const isSeen = found.sees(...question);
      // The very next look finds nothing that can be read.
      if (isSeen) halfWritten.add(healer);
      return isSeen;
    };
    return { ...found, sees };
  };
  const end = await scene.run({ hands: { ...scene.hands, living } });
  assert.deepEqual([end.recovered, end.left], [true, []]);
});

test("HEALER-04: a healer that was verified and dies while the other one is still tried is not recovered", async (t) => {
  const scene = emergencyScene(t);
  scene.next.mender.push("mute");
  const audit = (entry: NewEvent) => {
    scene.audited.push(entry);
    const engine = scene.identity.get("engine");
    if (entry.type === "emergency.step" && entry.data.step === "verify_engine" && engine !== undefined)
      process.kill(engine.pid, "SIGKILL");
  };
  const end = await scene.run({ audit });
  assert.equal(end.recovered, false);
  assert.match(end.left.join(), /^the engine: pid [0-9]+ was at work, and has ended since$/);
  assert.equal(scene.pages.length, 1);
});

test("HEALER-04: each healer has three tries of its own, side by side", async (t) => {
  const scene = emergencyScene(t);
  scene.next.engine.push("crash", "mute");
  scene.next.mender.push("crash");
  const end = await scene.run();
  assert.equal(end.recovered, true);
  const tries = Object.fromEntries(scene.of("emergency.step").map(({ step, tries: count }) => [step, count]));
  assert.deepEqual([tries.restart_engine, tries.restart_mender], [3, 2]);
  const mender = scene.started.findLastIndex(({ healer }) => healer === "mender");
  const engine = scene.started.findLastIndex(({ healer }) => healer === "engine");
  assert.ok(mender < engine, "the mender did not wait for the engine");
});

test("HEALER-04: what is left undone goes to a human, once, and all that was granted is taken back", async (t) => {
  const scene = emergencyScene(t);
  scene.next.engine.push("crash", "crash", "crash", "crash", "crash", "crash");
  const end = await scene.run();
  assert.equal(end.recovered, false);
  assert.match(end.left.join(), /^the engine: /);
  assert.deepEqual(
    scene.pages.map(({ key }) => key),
    ["left"],
  );
  assert.ok(readGrants(scene.folder).every(({ revokedAt }) => revokedAt !== null));
  const again = await scene.run({ attempt: 2, told: end.told });
  assert.equal(again.recovered, false);
  assert.equal(scene.pages.length, 1, "the same is not said again by the next try");
  assert.deepEqual(
    scene.of("emergency.began").map(({ attempt }) => attempt),
    [1, 2],
  );
});

test("HEALER-04: when the time is over everything is taken back and told, whatever is under way", async (t) => {
  const scene = emergencyScene(t);
  scene.next.engine.push("mute", "mute", "mute");
  const limits = { ...quick, totalMs: 1_500, tryMs: 60_000, grantSlackMs: 2_000 };
  const from = performance.now();
  const end = await scene.run({ limits });
  assert.ok(performance.now() - from < 5_000);
  assert.equal(end.recovered, false);
  assert.equal(scene.pages.length, 1);
  assert.ok(readGrants(scene.folder).every(({ revokedAt }) => revokedAt !== null));
  const left = scene.of("emergency.step").filter(({ ok }) => !ok);
  assert.ok(left.some(({ step }) => step === "restart_engine"));
});

test("HEALER-05: a step that throws, and an audit that cannot be written, leave no grant standing", async (t) => {
  for (const broken of ["start", "audit"] as const) {
    const scene = emergencyScene(t);
    let isBroken = false;
    const hands = {
      ...scene.hands,
      end: (healer: "engine" | "mender") => {
        isBroken = true;
        return broken === "start" ? Promise.reject(new Error("the process table is gone")) : scene.hands.end(healer);
      },
    };
    const audit = (entry: (typeof scene.audited)[number]) => {
      if (broken === "audit" && isBroken) throw new Error("no space left on device");
      scene.audited.push(entry);
    };
    const end = await scene.run({ hands, audit });
    // Where nothing can be written down, the healers are brought back all the same.
    assert.equal(end.recovered, broken === "audit", JSON.stringify(end));
    const grants = readGrants(scene.folder);
    assert.ok(grants.length > 0 && grants.every(({ revokedAt }) => revokedAt !== null));
  }
});

test("HEALER-04: a watchdog that died in the middle: the next one takes back what it granted and goes on counting", async (t) => {
  const scene = emergencyScene(t);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const watchdog = lookAt(child.pid ?? 0)?.identity;
  assert.ok(watchdog);
  const record = { emergency: "em-old", attempt: 2, startedAt: Date.now(), watchdog, isOver: false, told: ["left"] };
  replaceFile(join(scene.folder, "emergency.json"), JSON.stringify(record));
  const grant = {
    ...{ id: "grant-old", delegate: "delegate:architect", capabilities: ["release.restore"], reason: "r" },
    ...{ grantedBy: "healer:watchdog", grantedAt: Date.now(), expiresAt: Date.now() + 60_000, emergency: "em-old" },
    ...{ bootId: bootId(), grantedUptimeMs: uptimeMs(), revokedAt: null, revokedBecause: null },
  };
  replaceFile(join(scene.folder, "grants.json"), JSON.stringify({ grants: [grant] }));
  assert.equal(emergencyUnderWay(scene.folder), true);
  child.kill("SIGKILL");
  await until("the watchdog is gone", () => !isAlive(watchdog));
  assert.equal(emergencyUnderWay(scene.folder), false);
  const attempt = takeUpEmergency(scene.folder, { audit: (entry) => void scene.audited.push(entry), now });
  assert.equal(attempt, 3);
  assert.deepEqual(
    scene.audited.map(({ type }) => type),
    ["grant.revoked", "emergency.ended"],
  );
  assert.notEqual(readGrants(scene.folder)[0]?.revokedAt, null);
  assert.equal(takeUpEmergency(scene.folder, { audit: (entry) => void scene.audited.push(entry), now }), 1);
});

test("HEALER-04: Chiron that a person ends is not started again by an emergency", async (t) => {
  const scene = emergencyScene(t);
  let isEnding = false;
  scene.next.engine.push("mute", "mute", "mute");
  const running = scene.run({ hands: { ...scene.hands, isEnding: () => isEnding } });
  await until("the engine was started", () => scene.started.some(({ healer }) => healer === "engine"));
  isEnding = true;
  const end = await running;
  assert.equal(end.recovered, false);
  assert.equal(scene.started.filter(({ healer }) => healer === "engine").length, 1);
  assert.deepEqual(scene.pages, []);
  assert.ok(existsSync(scene.folder));
});
