import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { event, type NewEvent, type StoredEvent } from "#core/model";
import { move, open } from "#loop/incident";
import { Ledger } from "../../sim/invariants/ledger.ts";
import { progress } from "../../sim/invariants/progress.ts";
import { Chance } from "../../sim/platform/chance.ts";
import { readWorld } from "../../sim/world/configuration.ts";
import { World } from "../../sim/world/world.ts";
import { anAnomaly, anIncident } from "../support/model.ts";

const minute = 60_000;

test("REASON-17: an answer that comes late is not the engine being stuck; an approved plan that is not run is", async (t) => {
  const { take, waits, fails } = await aWatchedIncident(t);
  await waits(59 * minute);
  assert.deepEqual(fails(), [], "before its deadline a question may stand");
  take(event("approval.answered", { ...question, status: "approved", reason: null }));
  assert.deepEqual(fails(), [], "the engine has only just heard of the answer");
  await waits(46 * minute);
  assert.match(fails().join(), /awaiting_approval for 46 min/, "approved, and nothing came of it");
});

test("REASON-17: a question that stands past its deadline is found", async (t) => {
  const { waits, fails } = await aWatchedIncident(t);
  await waits(76 * minute);
  assert.match(fails().join(), /awaiting an approval whose deadline has passed/);
});

const question = { incident: "inc-1", approval: "apr-1", planHash: "a".repeat(64) };

/** A living engine's incident, of which a human was just asked, with an hour to answer. */
async function aWatchedIncident(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "chiron-progress-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const chance = new Chance("progress");
  const [settings] = await readWorld(chance, folder);
  assert.ok(settings !== undefined);
  const world = new World(settings, chance, { onBegin() {}, onTouch() {} });
  world.isAlive = true;
  const ledger = new Ledger(
    () => world.clock.elapsedMs,
    settings,
    () => settings,
  );
  let seq = 0;
  const take = (happened: NewEvent) => {
    const about = { seq: ++seq, stream: "engine", at: world.clock.now(), actor: "engine", hash: "" };
    ledger.take({ ...happened, ...about } as StoredEvent);
  };
  const ids = { next: (prefix: string) => `${prefix}-1` };
  for (const one of open(anAnomaly(), undefined, { now: world.clock.now(), withinMs: 0 }, ids).events) take(one);
  take(move(anIncident(), "diagnosing", "taken up"));
  take(event("approval.asked", { incident: question.incident, approval: standing(world.clock.now()) }));
  take(move(anIncident({ state: "diagnosing" }), "awaiting_approval", "a human must approve it"));
  return {
    take,
    waits: (ms: number) => world.clock.runUntil(world.clock.elapsedMs + ms),
    /** What the invariant says now. */
    fails: (): readonly string[] => {
      const said: string[] = [];
      const fail = (invariant: string, message: string) => said.push(`${invariant}: ${message}`);
      progress({ world, settings, ledger, fail }).onTick?.();
      return said;
    },
  };
}

function standing(askedAt: number) {
  const { incident, approval: id, planHash } = question;
  return {
    ...{ id, incident, planHash, plan: "plan-1", askedAt, deadline: askedAt + 60 * minute, status: "waiting" as const },
    ...{ answeredBy: null, answeredAt: null, reason: null },
  };
}
