import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import { event, type NewEvent, type Target } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { restoreState } from "./restore.ts";
import { EngineState } from "./state.ts";

/** An engine's state as it lives, and as the next engine finds it. */
function openBoth(t: TestContext) {
  const path = join(temporaryFolder(t), "chiron.db");
  const clock = createTestClock({ start: 1_000 });
  const projections = standardProjections({ evolve, version: 1 });
  const schedule = (commit: () => void) => commit();
  const log = openLog({ path, stream: "engine", clock, projections, schedule, onFailure: assert.ifError });
  t.after(() => log.close());
  const reader = openLogReader(path);
  t.after(() => reader.close());
  const live = new EngineState();
  return {
    ...{ clock, live },
    happen: async (...events: readonly NewEvent[]) => {
      for (const one of events) {
        for (const stored of log.append([one], { actor: "cli:anna" })) live.apply(stored);
        await clock.advance(10);
      }
      log.flush();
    },
    restored: () => restoreState(reader, clock.now(), ["web"]),
  };
}

const registered = (hash: string) =>
  event("runbook.registered", { runbook: "rb", version: 1, hash, source: "rb.yaml", mode: "dry_run" });

test("HOST-16: content that is put back as it was has the approval that was given to it, before and after a restart", async (t) => {
  const { live, happen, restored } = openBoth(t);
  await happen(
    registered("one"),
    event("runbook.approved", { runbook: "rb", version: 1, hash: "one" }),
    registered("two"),
    event("runbook.approved", { runbook: "rb", version: 1, hash: "two" }),
  );
  assert.equal(live.runbooks.get("rb")?.approvedHash, "two");
  await happen(registered("one"));
  for (const state of [live, restored()]) {
    const { hash, approvedHash, approvedBy } = state.runbooks.get("rb") ?? {};
    assert.deepEqual([hash, approvedHash, approvedBy], ["one", "one", "cli:anna"]);
  }
  await happen(event("runbook.demoted", { runbook: "rb", hash: "one", reason: "it failed" }), registered("two"));
  for (const state of [live, restored()]) assert.equal(state.runbooks.get("rb")?.approvedHash, "two");
  await happen(registered("one"));
  for (const state of [live, restored()]) assert.equal(state.runbooks.get("rb")?.approvedHash, null);
});

test("REASON-03: what was changed lately, and when a storm ended, is known after a restart", async (t) => {
  const { live, happen, restored } = openBoth(t);
  const process = { pid: 1, startTicks: 1, bootId: "b" };
  await happen(
    event("config.loaded", { hash: "h", targets: ["web"], reload: true }),
    event("service.started", { target: "web", process, cause: "supervisor" }),
    event("storm.began", { bad: 5, watched: 9, targets: [] }),
    event("storm.ended", { bad: 1, watched: 9, stillOpen: [] }),
  );
  const { recent } = restored();
  assert.deepEqual(
    recent.changes.map(({ what }) => what),
    ["its supervisor started it", "the configuration was reloaded"],
  );
  assert.deepEqual(recent.changes, live.recent.changes);
  assert.equal(recent.stormEndedAt, live.recent.stormEndedAt);
  assert.notEqual(recent.stormEndedAt, null);
});

test("REASON-05: a service that a person started was not restarted, before and after a restart of the engine", async (t) => {
  const { live, happen, restored } = openBoth(t);
  const started = (cause: "human" | "repair" | "up") =>
    event("service.started", { target: "web", process: { pid: 1, startTicks: 1, bootId: "b" }, cause });
  await happen(started("up"), started("human"));
  for (const state of [live, restored()]) assert.equal(state.restartsSince("web", 0), 0);
  await happen(started("repair"));
  for (const state of [live, restored()]) assert.equal(state.restartsSince("web", 0), 1);
});

/** At `since`, by the wall clock of that time. */
function opened(incident: string, target: string, since: number): NewEvent {
  const type = "process_dead";
  const reading = { target, probe: "process", takenAt: since, available: true, values: {}, latencyMs: 0 };
  return event("incident.opened", {
    ...{ incident, type, target, fingerprint: `${type}@${target}`, severity: "high", title: "Process dead", since },
    evidence: { condition: "true", reading, thresholds: {} },
    ...{ flapping: false, episode: incident, recurrences: 0 },
  });
}

/** What the diagnosis of something else is told, in its order. */
function anomaliesOf({ recent }: EngineState, now: number) {
  const nothing = { upstream: () => new Set<string>(), downstream: () => new Set<string>() };
  return recent.anomalies({ id: "elsewhere" } as Target, nothing, () => undefined, now, "");
}

test("REASON-03: what was found wrong lately is known in the same order after a restart, though the wall clock was put back in between", async (t) => {
  const { clock, live, happen, restored } = openBoth(t);
  clock.stepWallClock(10_000_000);
  await happen(opened("inc-1", "web", clock.now()));
  clock.stepWallClock(-7_000_000);
  await happen(opened("inc-2", "api", clock.now()));
  await happen(event("incident.moved", { incident: "inc-2", from: "detected", to: "self_resolved", reason: "over" }));
  const inMemory = anomaliesOf(live, clock.now());
  assert.deepEqual(
    inMemory.map(({ target, open }) => [target, open]),
    [
      ["web", true],
      ["api", false],
    ],
  );
  assert.deepEqual(anomaliesOf(restored(), clock.now()), inMemory);
});

test("REASON-03: what was found wrong last is known after a restart, however much was found before the wall clock was put back", async (t) => {
  const { clock, live, happen, restored } = openBoth(t);
  clock.stepWallClock(10_000_000);
  for (let n = 0; n < 205; n++) await happen(opened(`inc-ahead-${n}`, `ahead-${n}`, clock.now()));
  clock.stepWallClock(-7_000_000);
  await happen(opened("inc-last", "api", clock.now()));
  const inMemory = anomaliesOf(live, clock.now());
  assert.equal(inMemory.at(-1)?.target, "api");
  assert.deepEqual(anomaliesOf(restored(), clock.now()), inMemory);
});
