import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
import { event, type NewEvent, type ProcessIdentity } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { dumpTables, openLog, standardProjections } from "../index.ts";
import { openLogReader } from "../read/index.ts";
import { evolveForTests, message, moved, opened, openTestLog, outcome } from "../testing/index.ts";

const projections = () => standardProjections({ evolve: evolveForTests, version: 1 });
const tables = projections().flatMap((projection) => projection.tables);

const ids = fc.constantFrom("i1", "i2", "i3", "i4");
const names = fc.constantFrom("a", "b");
const process = fc.constantFrom<ProcessIdentity>(
  { pid: 10, startTicks: 1, bootId: "boot" },
  { pid: 11, startTicks: 2, bootId: "boot" },
);
const approval = (id: string, incident: string) => ({
  ...{ id, incident, plan: "p", planHash: "h", askedAt: 1, deadline: 100, status: "waiting" as const },
  ...{ answeredBy: null, answeredAt: null, reason: null },
});

const trigger = (key: string, incident: string) => ({
  ...{ kind: "alert" as const, source: "s", key, incident, fingerprint: "t@a", type: "t", target: "a", unknown: null },
  ...{ severity: "low" as const, title: "t", at: 1, receivedAt: 1, values: {}, endsBy: "sender" as const },
});
const model = { use: "propose", model: "m" } as const;
const said = {
  ...{ hypothesis: null, runbook: null, prose: null },
  cost: { sentBytes: 1, receivedBytes: 1, inputTokens: 1, outputTokens: 1, durationMs: 1, attempts: 1 },
};

/** Everything that some projection looks at, in no sensible order: a fold may not depend on the stages being right. */
const anyEvent: fc.Arbitrary<NewEvent> = fc.oneof(
  { weight: 3, arbitrary: ids.map((id) => opened(id)) },
  fc
    .tuple(ids, fc.constantFrom("diagnosing", "remediating", "escalated", "resolved", "dismissed"))
    .map(([id, to]) => moved(id, to)),
  ids.map((incident) => event("incident.tiered", { incident, tier: 3, why: "w" })),
  ids.map((incident) => event("incident.dismissed", { incident, reason: "r", silencedUntil: 99 })),
  fc.tuple(names, ids).map(([id, incident]) => event("approval.asked", { incident, approval: approval(id, incident) })),
  fc
    .tuple(names, ids)
    .map(([id, incident]) =>
      event("approval.answered", { incident, approval: id, planHash: "h", status: "approved", reason: null }, "cli:x"),
    ),
  fc
    .tuple(names, names)
    .map(([runbook, hash]) => event("runbook.registered", { runbook, version: 1, hash, source: "s" })),
  fc.tuple(names, names).map(([runbook, hash]) => event("runbook.approved", { runbook, version: 1, hash })),
  fc.tuple(names, names).map(([runbook, hash]) => event("runbook.demoted", { runbook, hash, reason: "r" })),
  fc
    .tuple(names, names)
    .map(([runbook, hash]) => event("runbook.graduated", { runbook, version: 1, hash, incidents: ["i"] })),
  names.map((target) => event("service.held", { target, reason: "r" })),
  names.map((pipeline) => event("pipeline.progressed", { pipeline, stage: "s", done: false, message: null })),
  names.map((target) => event("service.let_go", { target })),
  fc.tuple(names, ids).map(([key, incident]) => event("trigger.raised", { incident, trigger: trigger(key, incident) })),
  fc.tuple(names, ids).map(([key, incident]) => event("trigger.cleared", { incident, source: "s", key, reason: "r" })),
  names.map((target) => event("target.stopped", { target, reason: "r" })),
  names.map((target) => event("target.started", { target, reason: "r" })),
  names.map((silence) => event("silence.added", { silence, matchers: { targets: ["a"] }, until: null, reason: "r" })),
  names.map((silence) => event("silence.ended", { silence, reason: "r" })),
  names.map((schedule) => event("schedule.armed", { schedule, cron: "* * * * *", zone: "UTC", nextAt: 1 })),
  names.map((schedule) => event("schedule.due", { schedule, dueAt: 1, nextAt: 2, missed: 0, raised: true })),
  fc.tuple(ids, fc.constantFrom(1, 3)).map(([incident, tier]) => {
    const { id: _, createdAt: __, repeat: ___, ...text } = message("m");
    return event("message.withheld", { incident, message: { ...text, incident, tier: tier as 1 | 3 }, because: "b" });
  }),
  ids.map((incident) => event("model.asked", { ...model, incident, sentBytes: 1, digest: "d" })),
  ids.map((incident) => event("model.answered", { ...model, ...said, incident })),
  fc
    .tuple(ids, fc.constantFrom("timeout", "no_json"), fc.constantFrom(said.cost, null))
    .map(([incident, kind, cost]) => event("model.refused", { ...model, incident, kind, reason: "r", cost })),
  names.map((id) => event("message.queued", { message: message(id) })),
  fc.tuple(names, fc.boolean(), fc.nat(5)).map(([id, delivered, attempt]) => {
    const delivery = { delivered, retryable: true, detail: "d" };
    return event("message.attempted", {
      message: id,
      channel: "log",
      delivery,
      attempt,
      nextAttemptAt: delivered ? null : 50,
    });
  }),
  names.map((id) => event("message.undeliverable", { message: id, reason: "r" })),
  fc.constant(event("outcome.recorded", { outcome: outcome() })),
  fc
    .tuple(names, process, fc.constantFrom("up", "repair", "adopted"))
    .map(([target, identity, cause]) => event("service.started", { target, process: identity, cause })),
  fc
    .tuple(names, process)
    .map(([target, identity]) =>
      event("service.exited", { target, process: identity, code: null, signal: "SIGKILL", uptimeMs: 12.5 }),
    ),
  fc
    .tuple(names, process)
    .map(([target, identity]) => event("service.stopped", { target, process: identity, cause: "repair" })),
  fc.constantFrom(
    event("healing.paused", { reason: "r" }),
    event("healing.resumed", { reason: "r" }),
    event("engine.started", { version: "1", pid: 5, node: "n" }),
    event("engine.stopped", { reason: "SIGTERM" }),
    event("config.loaded", { hash: "h", targets: ["web"], reload: false }),
  ),
);

const step = fc.oneof(
  { weight: 8, arbitrary: fc.array(anyEvent, { maxLength: 6 }).map((events) => ({ kind: "append" as const, events })) },
  { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
  { weight: 1, arbitrary: anyEvent.map((before) => ({ kind: "refused" as const, before })) },
);

test("HOST-11: after any sequence of events, with restarts and refused appends between them, tables made again from the log equal the live ones", (t) => {
  const folder = temporaryFolder(t);
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const path = join(folder, `${++run}.db`);
      const open = () => openLog({ path, stream: "engine", clock: createTestClock(), projections: projections() });
      let log = open();
      try {
        for (const one of steps) {
          if (one.kind === "append") log.append(one.events);
          if (one.kind === "refused") {
            // The first of the two has been folded already when the second turns out to be no outcome.
            const unfit = { type: "outcome.recorded", data: { outcome: { incident: "i1" } } } as unknown as NewEvent;
            assert.throws(() => log.append([one.before, unfit]));
          }
          if (one.kind === "reopen") {
            log.close();
            log = open();
            assert.deepEqual(log.rebuiltAtOpen, []);
          }
        }
        log.flush();
        const live = dumpTables(path, tables);
        log.rebuild();
        assert.deepEqual(dumpTables(path, tables), live);
      } finally {
        log.close();
      }
    }),
    { numRuns: 60 },
  );
});

test("a changed version or a lost table makes a projection again from the log; a projection that was left out for a while too", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const first = openTestLog(t, path, { projections: projections() });
  assert.equal(first.rebuiltAtOpen.length, projections().length);
  first.append([opened("i1"), moved("i1", "escalated"), event("healing.paused", { reason: "r" })]);
  first.close();
  const before = dumpTables(path, tables);
  assert.equal(before.incidents?.length, 1);

  const newer = openTestLog(t, path, { projections: standardProjections({ evolve: evolveForTests, version: 2 }) });
  assert.deepEqual(newer.rebuiltAtOpen, ["incidents"]);
  newer.close();
  assert.deepEqual(dumpTables(path, tables), before);

  const db = new DatabaseSync(path);
  db.exec("DROP TABLE kv");
  db.close();
  const mended = openTestLog(t, path, { projections: standardProjections({ evolve: evolveForTests, version: 2 }) });
  assert.deepEqual(mended.rebuiltAtOpen, ["state"]);
  mended.close();
  assert.deepEqual(dumpTables(path, tables), before);

  const without = openTestLog(t, path);
  without.append([moved("i1", "resolved")]);
  without.close();
  const whole = openTestLog(t, path, { projections: projections() });
  assert.equal(whole.rebuiltAtOpen.length, projections().length);
  whole.close();
  const reader = openLogReader(path);
  assert.equal(reader.incident("i1")?.state, "resolved");
  reader.close();
});
