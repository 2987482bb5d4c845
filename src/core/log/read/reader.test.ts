import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ChironError, event, type NewEvent } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { type EventLog, standardProjections } from "../index.ts";
import { evolveForTests, message, moved, note, opened, openTestLog, outcome } from "../testing/index.ts";
import { type LogReader, openLogReader } from "./index.ts";

interface Both {
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly path: string;
  /** Appends one event a millisecond, and makes them durable. */
  happen(...events: readonly NewEvent[]): Promise<void>;
}

function openBoth(t: TestContext): Both {
  const path = join(temporaryFolder(t), "chiron.db");
  const clock = createTestClock({ start: 1_000 });
  const log = openTestLog(t, path, { clock, projections: standardProjections({ evolve: evolveForTests, version: 1 }) });
  const reader = openLogReader(path);
  t.after(() => reader.close());
  const happen = async (...events: readonly NewEvent[]): Promise<void> => {
    for (const one of events) {
      log.append([one]);
      await clock.advance(1);
    }
    log.flush();
  };
  return { log, reader, path, happen };
}

test("incidents come newest first and in pages that neither repeat nor lose any, also while new ones open", async (t) => {
  const { reader, happen } = openBoth(t);
  for (let index = 1; index <= 7; index++) await happen(opened(`i${index}`, { target: `t${index % 2}` }));
  const first = reader.incidents({ limit: 3 });
  await happen(opened("i8"), moved("i7", "resolved"));
  const second = reader.summaries({ limit: 3, cursor: first.next ?? "" });
  const third = reader.summaries({ limit: 3, cursor: second.next ?? "" });
  const shown = [first.items, second.items, third.items].map((items) => items.map(({ id }) => id));
  assert.deepEqual(shown, [["i7", "i6", "i5"], ["i4", "i3", "i2"], ["i1"]]);
  assert.equal(third.next, null);
  assert.throws(
    () => reader.incidents({ cursor: "no cursor" }),
    (error) => error instanceof ChironError && error.code === "bad_request",
  );
});

test("incidents by state, target, severity; only open ones unless asked", async (t) => {
  const { reader, happen } = openBoth(t);
  await happen(
    opened("i1"),
    opened("i2", { target: "db", severity: "critical" }),
    opened("i3"),
    moved("i1", "resolved"),
    moved("i3", "escalated"),
  );
  const list = (query: Parameters<LogReader["incidents"]>[0]): string[] =>
    reader.incidents(query).items.map(({ id }) => id);
  assert.deepEqual(list({}), ["i3", "i2"]);
  assert.deepEqual(list({ all: true }), ["i3", "i2", "i1"]);
  assert.deepEqual(list({ state: "resolved" }), ["i1"]);
  assert.deepEqual(list({ target: "db" }), ["i2"]);
  assert.deepEqual(list({ severity: "high" }), ["i3"]);
  assert.deepEqual(reader.openByState(), { detected: 1, escalated: 1 });
  assert.deepEqual(
    reader.openIncidents().map(({ id }) => id),
    ["i2", "i3"],
  );
  assert.equal(reader.newestOf("process_dead@web")?.id, "i3");
  assert.deepEqual(reader.summaries({ all: true }).items[2], {
    ...{ id: "i1", type: "process_dead", target: "web", severity: "high", state: "resolved" },
    ...{
      openedAt: "1970-01-01T00:00:01.000Z",
      updatedAt: "1970-01-01T00:00:01.003Z",
      endedAt: "1970-01-01T00:00:01.003Z",
    },
    ...{ recurrences: 0, domain: null, runbook: null, tier: null, summary: "resolved" },
  });
});

test("HOST-11: all that happened in an incident, in order", async (t) => {
  const { reader, happen } = openBoth(t);
  await happen(
    opened("i1"),
    note("x"),
    moved("i1", "diagnosing"),
    opened("i2"),
    event("message.queued", { message: message("m1", "i1") }),
  );
  await happen(event("outcome.recorded", { outcome: outcome({ incident: "i1" }) }));
  assert.deepEqual(
    reader.eventsOfIncident("i1").map(({ seq }) => seq),
    [1, 3, 5, 6],
  );
  assert.equal(reader.events({ types: ["incident.opened"] }).length, 2);
  assert.equal(reader.head().seq, 6);
});

test("a dismissal keeps its fingerprint silent until its time, also once the incident is folded further", async (t) => {
  const { reader, happen } = openBoth(t);
  await happen(
    opened("i1"),
    event("incident.dismissed", { incident: "i1", reason: "known", silencedUntil: 5_000 }),
    moved("i1", "dismissed"),
  );
  assert.deepEqual(reader.silences(4_999), [{ fingerprint: "process_dead@web", until: 5_000, incident: "i1" }]);
  assert.deepEqual(reader.silences(5_000), []);
});

test("approvals wait until they are answered, and then say by whom", async (t) => {
  const { reader, happen } = openBoth(t);
  const approval = {
    ...{ id: "a1", incident: "i1", plan: "p", planHash: "h", askedAt: 1, deadline: 9, status: "waiting" as const },
    ...{ answeredBy: null, answeredAt: null, reason: null },
  };
  await happen(event("approval.asked", { incident: "i1", approval }));
  assert.deepEqual(reader.approvals(), [approval]);
  const answer = { incident: "i1", approval: "a1", planHash: "h", status: "rejected", reason: "not now" } as const;
  await happen(event("approval.answered", answer, "cli:somebody"));
  assert.deepEqual(reader.approvals(), []);
  const answered = {
    ...approval,
    status: "rejected",
    reason: "not now",
    answeredBy: "cli:somebody",
    answeredAt: 1_001,
  };
  assert.deepEqual(reader.approvals({ all: true }), [answered]);
});

test("an approval belongs to exactly one content of a runbook, and ends with its demotion", async (t) => {
  const { reader, happen } = openBoth(t);
  const registered = (hash: string) =>
    event("runbook.registered", { runbook: "rb", version: 1, hash, source: "pack:service" });
  const approved = (hash: string) => event("runbook.approved", { runbook: "rb", version: 1, hash }, "cli:somebody");
  const current = () => reader.runbooks().find(({ isCurrent }) => isCurrent);
  await happen(registered("h1"), approved("h1"));
  assert.deepEqual([current()?.hash, current()?.approvedBy], ["h1", "cli:somebody"]);
  await happen(registered("h2"));
  assert.deepEqual([current()?.hash, current()?.approvedBy], ["h2", null]);
  await happen(registered("h1"));
  assert.deepEqual([current()?.hash, current()?.approvedBy, reader.runbooks().length], ["h1", "cli:somebody", 2]);
  await happen(event("runbook.demoted", { runbook: "rb", hash: "h1", reason: "failed twice" }));
  assert.deepEqual([current()?.approvedBy, current()?.demotedReason], [null, "failed twice"]);
  await happen(approved("h1"));
  assert.deepEqual(
    [reader.runbook("rb", "h1")?.approvedBy, reader.runbook("rb", "h1")?.demotedReason],
    ["cli:somebody", null],
  );
});

test("a message waits in the outbox through failed attempts until it is delivered or given up", async (t) => {
  const { reader, happen } = openBoth(t);
  const attempted = (id: string, delivered: boolean, attempt: number) => {
    const delivery = { delivered, retryable: true, detail: `answer ${attempt}` };
    return event("message.attempted", {
      message: id,
      channel: "hook",
      delivery,
      attempt,
      nextAttemptAt: delivered ? null : 70,
    });
  };
  await happen(
    event("message.queued", { message: message("m1") }),
    event("message.queued", { message: message("m2") }),
  );
  await happen(attempted("m1", false, 1));
  assert.deepEqual(
    reader.outbox().map(({ message: { id }, nextAttemptAt }) => [id, nextAttemptAt]),
    [
      ["m2", 5],
      ["m1", 70],
    ],
  );
  await happen(attempted("m1", true, 2), event("message.undeliverable", { message: "m2", reason: "nobody there" }));
  assert.deepEqual(reader.outbox(), []);
  const told = {
    message: message("m1"),
    status: "delivered",
    attempts: 2,
    nextAttemptAt: null,
    deliveredBy: "hook",
    lastDetail: "answer 2",
  };
  assert.deepEqual(reader.message("m1"), told);
  assert.deepEqual([reader.message("m2")?.status, reader.outbox({ all: true }).length], ["undeliverable", 2]);
});

test("outcomes by what they belong to, the newest last", async (t) => {
  const { reader, happen } = openBoth(t);
  const recorded = [
    outcome(),
    outcome({ target: "db", recordedAt: 20 }),
    outcome({ strategy: "clean start", recordedAt: 30 }),
  ];
  await happen(...recorded.map((one) => event("outcome.recorded", { outcome: one })));
  assert.deepEqual(reader.outcomes(), recorded);
  assert.deepEqual(reader.outcomes({ target: "web" }), [recorded[0], recorded[2]]);
  assert.deepEqual(reader.outcomes({ runbook: "rb-restart-service", since: 20 }), [recorded[1], recorded[2]]);
  assert.deepEqual(reader.outcomes({ strategy: "restart", limit: 1 }), [recorded[1]]);
  assert.deepEqual(reader.outcomes({ incident: "none" }), []);
});

test("a service's lives: who it is, how it ended, how often it was started, and that adopting is no start", async (t) => {
  const { reader, happen } = openBoth(t);
  const process = (pid: number) => ({ pid, startTicks: pid * 10, bootId: "boot" });
  const started = (pid: number, cause: "up" | "repair" | "adopted") =>
    event("service.started", { target: "web", process: process(pid), cause });
  await happen(started(1, "up"), started(1, "adopted"));
  assert.deepEqual([reader.services()[0]?.startedAt, reader.services()[0]?.cause], [1_000, "up"]);
  const exited = event("service.exited", {
    target: "web",
    process: process(1),
    code: null,
    signal: "SIGKILL",
    uptimeMs: 2.5,
  });
  await happen(exited);
  const ended = { state: "exited", endedAt: 1_002, code: null, signal: "SIGKILL", uptimeMs: 2.5 };
  assert.deepEqual(reader.services(), [
    { target: "web", process: process(1), startedAt: 1_000, cause: "up", ...ended },
  ]);
  await happen(started(2, "repair"), exited);
  assert.equal(reader.services()[0]?.state, "running", "the end of an earlier life does not concern this one");
  await happen(
    event("service.stopped", { target: "web", process: process(2), cause: "repair" }),
    started(3, "repair"),
    started(4, "up"),
  );
  assert.deepEqual(
    reader
      .restarts("web")
      .map(({ at, cause, previous }) => [at, cause, previous?.end, previous?.signal, previous?.uptimeMs]),
    [
      [1_000, "up", undefined, undefined, undefined],
      [1_003, "repair", "exited", "SIGKILL", 2.5],
      [1_006, "repair", "stopped", null, null],
      [1_007, "up", "unknown", null, null],
    ],
  );
  assert.equal(reader.restarts("web", 1_006).length, 2);
});

const finished = (incident: string) => {
  const step = { incident, plan: "p", index: 0, effect: "e", action: "wait", undo: false };
  return event("step.finished", { ...step, end: "done", result: null, durationMs: 1 });
};

test("single values: pause, the engine's life, the configuration, the last remediation and escalation", async (t) => {
  const { reader, happen } = openBoth(t);
  assert.equal(reader.state("paused"), undefined);
  await happen(
    event("healing.paused", { reason: "lunch" }, "cli:somebody"),
    event("engine.started", { version: "1", pid: 7, node: "n" }),
  );
  assert.deepEqual(reader.state("paused"), { reason: "lunch", since: 1_000, by: "cli:somebody" });
  const life = { version: "1", pid: 7, node: "n", startedAt: 1_001 };
  assert.deepEqual(reader.state("engine"), { ...life, stoppedAt: null, stopReason: null });
  await happen(event("healing.resumed", { reason: "back" }), event("engine.stopped", { reason: "SIGTERM" }));
  assert.equal(reader.state("paused"), undefined);
  assert.deepEqual(reader.state("engine"), { ...life, stoppedAt: 1_003, stopReason: "SIGTERM" });
  await happen(opened("i1"), event("incident.tiered", { incident: "i1", tier: 3, why: "w" }), finished("i1"));
  assert.deepEqual(reader.state("lastEscalation"), { at: 1_005, incident: "i1" });
  assert.deepEqual(reader.state("lastRemediation"), { at: 1_006, incident: "i1" });
});

test("a store that is not there is said so", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  assert.throws(
    () => openLogReader(path),
    (error) => error instanceof ChironError && error.code === "not_found",
  );
});

test("the reader loads nothing but itself and what is built in, so that it is there at once", () => {
  const program = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) { const found = next(name, context); console.log(found.url); return found; } });
    await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
  `;
  const loaded = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.deepEqual(
    loaded.filter(
      (url) => !url.startsWith("node:") && !url.includes("/src/core/log/") && !url.includes("/src/core/model/"),
    ),
    [],
  );
  // Each counts once, however many import it.
  const modules = new Set(loaded);
  assert.ok(modules.size < 25, `${modules.size} modules`);
});
