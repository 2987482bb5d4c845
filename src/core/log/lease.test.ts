import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { ChironError } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { type EventLog, type LogOptions, leasesProjection, openLog } from "./index.ts";
import { note, openTestLog } from "./testing/index.ts";
import { verifyLog } from "./verify/index.ts";

const process = { pid: 4711, startTicks: 1, bootId: "boot" };

function leased(t: TestContext, path: string, options: Partial<LogOptions> = {}): EventLog {
  return openTestLog(t, path, { projections: [leasesProjection], lease: { role: "engine", process }, ...options });
}

const isLost = (error: unknown): boolean => error instanceof ChironError && error.code === "lease_lost";

test("HEALER-08: every start takes the next generation, as an event that is durable before anything else", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  for (const generation of [1, 2, 3]) {
    const log = leased(t, path);
    assert.equal(log.generation, generation);
    assert.deepEqual(log.durableHead(), log.head());
    const [taken] = log.read({ newest: true, limit: 1 });
    assert.deepEqual(taken?.data, { role: "engine", generation, process });
    log.append([note("something")]);
    log.rebuild();
    log.close();
  }
  assert.deepEqual(verifyLog(path).problems, []);
});

test("HEALER-08: while one writes a second is refused, but for one that takes over; the first then finds its next effect refused", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const failures: string[] = [];
  const first = leased(t, path, { onFailure: ({ code }) => failures.push(code) });
  first.append([note("one")]);
  await first.durable();
  assert.throws(
    () => leased(t, path),
    (error) => error instanceof ChironError && error.code === "conflict",
  );
  first.fence();

  const second = leased(t, path, { takeOver: true });
  assert.equal(second.generation, 2);
  assert.throws(
    () => first.fence(),
    (error) => {
      assert.ok(error instanceof ChironError);
      assert.match(error.message, /lease generation 1, now 2/);
      assert.deepEqual(error.details, { role: "engine", generation: 1, holder: 2, pid: 4711 });
      return isLost(error);
    },
  );
  assert.throws(() => first.append([note("never")]), isLost);
  assert.throws(() => first.fence(), isLost, "and it stays so");
  assert.deepEqual(failures, ["lease_lost"]);
  second.fence();
  second.append([note("two")]);
  await second.durable();
  const told = second.read().flatMap((stored) => (stored.type === "command.refused" ? [stored.data.command] : []));
  assert.deepEqual(told, ["one", "two"]);
  assert.deepEqual(verifyLog(path).problems, []);
});

test("HEALER-08: whoever takes over has the lock as soon as it is let go, so that a third cannot come in between", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const clock = createTestClock();
  const first = leased(t, path);
  leased(t, path, { takeOver: true, clock });
  first.close();
  await clock.advance(1_000);
  assert.throws(
    () => leased(t, path),
    (error) => error instanceof ChironError && error.code === "conflict",
  );
});

test("HEALER-08: writers of other roles share the store, and nobody loses anything by that", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const engine = leased(t, path);
  const mender = leased(t, path, { stream: "mender", lease: { role: "mender", process } });
  assert.deepEqual([engine.generation, mender.generation], [1, 1]);
  for (let turn = 0; turn < 3; turn++) {
    mender.append([note("m")]);
    await mender.durable();
    engine.fence();
    engine.append([note("e")]);
    await engine.durable();
    mender.fence();
  }
  assert.deepEqual(verifyLog(path).problems, []);
});

test("HEALER-08: whatever two engines do in whatever order, only the newest ever writes or passes the fence", async (t) => {
  const folder = temporaryFolder(t);
  let round = 0;
  const step = fc.oneof(
    { weight: 1, arbitrary: fc.constant("take over" as const) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom("append", "append and wait", "fence"), fc.nat({ max: 4 })) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      round += 1;
      const path = join(folder, `${round}.db`);
      const open = () =>
        openLog({
          ...{ path, stream: "engine", clock: createTestClock(), takeOver: true },
          ...{ projections: [leasesProjection], lease: { role: "engine", process } },
        });
      const logs = [open()];
      const kept: string[] = [];
      try {
        for (const [index, one] of steps.entries()) {
          if (one === "take over") {
            // What the one before has in hand is durable, or it holds the lock of the file, and nobody can come.
            logs.at(-1)?.flush();
            logs.push(open());
            continue;
          }
          const [what, which] = one;
          const log = logs[which % logs.length] as EventLog;
          const isNewest = log === logs.at(-1);
          const act = () => (what === "fence" ? log.fence() : void log.append([note(String(index))]));
          if (!isNewest) assert.throws(act, isLost);
          else {
            act();
            if (what !== "fence") kept.push(String(index));
            if (what === "append and wait") await log.durable();
          }
        }
        const newest = logs.at(-1) as EventLog;
        newest.flush();
        const stored = newest.read({ limit: 1_000 });
        assert.deepEqual(
          stored.flatMap((event) => (event.type === "command.refused" ? [event.data.command] : [])),
          kept,
        );
        assert.equal(stored.filter(({ type }) => type === "lease.taken").length, logs.length);
        assert.deepEqual(verifyLog(path).problems, []);
      } finally {
        for (const log of logs) log.close();
      }
    }),
    { numRuns: 40 },
  );
});
