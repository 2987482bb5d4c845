import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { event, type StretchQuery } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { standardProjections } from "../index.ts";
import { evolveForTests, moved, note, opened, openTestLog } from "../testing/index.ts";
import { type LogReader, openLogReader } from "./index.ts";

async function aLog(t: TestContext): Promise<LogReader> {
  const path = join(temporaryFolder(t), "chiron.db");
  const clock = createTestClock({ start: 1_000 });
  const projections = standardProjections({ evolve: evolveForTests, version: 1 });
  const log = openTestLog(t, path, { clock, projections });
  const happen = async (one: Parameters<typeof log.append>[0][number], actor = "engine") => {
    log.append([one], { actor });
    await clock.advance(10);
  };
  await happen(opened("i1", { target: "web" }));
  await happen(opened("i2", { target: "db" }), "token:Anna");
  await happen(moved("i1", "resolved"), "token:anna");
  await happen(note("three"));
  await happen(event("target.stopped", { target: "web", reason: "because" }), "cli:bert");
  log.flush();
  const mender = openTestLog(t, path, { clock, projections, stream: "mender" });
  mender.append([note("of the mender")], { actor: "mender" });
  mender.flush();
  const reader = openLogReader(path);
  t.after(() => reader.close());
  return reader;
}

const seen = (reader: LogReader, query: Partial<StretchQuery> = {}): readonly number[] =>
  reader.stretch({ span: 100, ...query }).items.map(({ place }) => place);

test("FACE-11: the log is looked through backwards over all streams, and each filter leaves what it names", async (t) => {
  const reader = await aLog(t);
  assert.deepEqual(seen(reader), [6, 5, 4, 3, 2, 1]);
  assert.deepEqual(seen(reader, { stream: "mender" }), [6]);
  assert.deepEqual(seen(reader, { types: ["incident.opened", "target.stopped"] }), [5, 2, 1]);
  assert.deepEqual(seen(reader, { actor: "ANNA" }), [3, 2]);
  assert.deepEqual(seen(reader, { incident: "i1" }), [3, 1]);
  assert.deepEqual(seen(reader, { target: "web" }), [5, 3, 1], "what its incident went through is its own as well");
  assert.deepEqual(seen(reader, { from: 1_010, to: 1_030 }), [4, 3, 2]);
  assert.deepEqual(seen(reader, { target: "web", actor: "anna", from: 1_020 }), [3]);
  assert.deepEqual(seen(reader, { actor: "%" }), []);
  assert.deepEqual(seen(reader, { target: "' OR 1=1 --" }), []);
});

test("FACE-11: a stretch is never longer than asked for, and the next one begins where it ended", async (t) => {
  const reader = await aLog(t);
  for (const query of [{}, { actor: "nobody" }, { incident: "i1" }, { types: ["incident.opened"] }]) {
    const whole = seen(reader, query);
    for (const span of [1, 2, 3, 6, 7]) {
      const found: number[] = [];
      let before: number | undefined;
      let stretches = 0;
      for (;;) {
        const stretch = reader.stretch({ ...query, span, ...(before === undefined ? {} : { before }) });
        found.push(...stretch.items.map(({ place }) => place));
        stretches++;
        assert.ok(stretch.items.length <= span);
        if (stretch.next === null) break;
        assert.ok(stretch.next < (before ?? 7), "it gets on");
        before = stretch.next;
      }
      assert.deepEqual(found, whole);
      assert.ok(stretches <= Math.ceil(6 / span) + 1);
    }
  }
  const { next, reachedAt } = reader.stretch({ span: 2 });
  assert.deepEqual([next, reachedAt], [5, 1_040]);
});

test("FACE-11: an empty log has nothing to look through", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  openTestLog(t, path, { clock: createTestClock({ start: 1_000 }), projections: [] });
  const reader = openLogReader(path);
  t.after(() => reader.close());
  assert.deepEqual(reader.stretch({ span: 10 }), { items: [], next: null, reachedAt: null });
});
