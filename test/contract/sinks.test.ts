/** What every sink promises the follower that feeds it, against the real other side of each. */
// needs: kcat, nats-server
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { Sink, SinkConnection, SinkContext, SinkRecord } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { until, within } from "#core/platform/test";
import { sinks } from "#surface/export";
import { type SinkCounterpart, sinkCases } from "../support/cases/sinks.ts";

const folders = new URL("../../src/surface/export/sinks/", import.meta.url);
const timeoutMs = 2_000;

function contextFor(t: TestContext): SinkContext {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const { clock, files, network } = platform;
  return { clock, files, network, environment: () => undefined, node: "workshop", version: "1.2.3" };
}

function records(from: number, to: number, filler = ""): readonly SinkRecord[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    const text = JSON.stringify({ specversion: "1.0", sequence: String(seq), data: { text: `\u2028"'\n${filler}` } });
    return { seq, id: `hash-${seq}`, type: seq % 2 === 0 ? "incident.opened" : "step.finished", incident: null, text };
  });
}

function openerOf(t: TestContext, sink: Sink, counterpart: SinkCounterpart) {
  const context = contextFor(t);
  const options = sink.schema.parse({ ...counterpart.options, timeout: `${timeoutMs}ms` });
  return async (): Promise<SinkConnection> => {
    const connection = await sink.open(options, context, AbortSignal.timeout(timeoutMs));
    t.after(() => connection.close());
    return connection;
  };
}

const soon = () => AbortSignal.timeout(timeoutMs);
const sequences = (texts: readonly string[]) => texts.map((text) => Number(JSON.parse(text).sequence));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("REASON-16: every sink has a case here and a folder of its own", () => {
  const members = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(members.map(({ name }) => name).sort(), [...sinks.keys()].sort());
  assert.deepEqual(Object.keys(sinkCases).sort(), [...sinks.keys()].sort());
});

for (const [name, one] of Object.entries(sinkCases)) {
  const sink = sinks.get(name) as Sink;

  test(`REASON-16: ${name}: each option is explained, and what makes no sense is refused before anything is sent`, () => {
    const schema = z.toJSONSchema(sink.schema, { io: "input", unrepresentable: "any" }) as {
      readonly properties: Readonly<Record<string, { readonly description?: string }>>;
    };
    for (const [option, { description }] of Object.entries(schema.properties)) assert.ok(description, option);
    for (const options of one.refused)
      assert.equal(sink.schema.safeParse(options).success, false, JSON.stringify(options));
    assert.ok(sink.summary.length > 10);
  });

  test(`REASON-16: ${name}: the other side has every event, in order and as it was, when a write resolves`, async (t) => {
    const counterpart = await one.start(t);
    const connection = await openerOf(t, sink, counterpart)();
    const sent = records(1, 250);
    await connection.write(sent.slice(0, 100), soon());
    await connection.write(sent.slice(100), soon());
    const taken = await until(`${name} shows them`, async () => {
      const texts = await counterpart.taken();
      return texts.length >= sent.length ? texts : undefined;
    });
    assert.deepEqual(
      taken,
      sent.map(({ text }) => text),
    );
  });

  test(`REASON-16: ${name}: the same events again leave ${one.withoutDoubles ? "no doubles" : "each at least once"}`, async (t) => {
    const counterpart = await one.start(t);
    const open = openerOf(t, sink, counterpart);
    const first = await open();
    await first.write(records(1, 20), soon());
    await first.close();
    const second = await open();
    await second.write(records(11, 30), soon());
    const wanted = one.withoutDoubles ? numbers(1, 30) : [...numbers(1, 20), ...numbers(11, 30)];
    const taken = await until(`${name} shows them`, async () => {
      const seen = sequences(await counterpart.taken());
      return seen.length >= wanted.length ? seen : undefined;
    });
    assert.deepEqual(taken, wanted);
  });

  test(`REASON-16: ${name}: an event that is too large goes without its data, and holds up none behind it`, async (t) => {
    const counterpart = await one.start(t);
    const connection = await openerOf(t, sink, counterpart)();
    await connection.write([...records(1, 1), ...records(2, 2, "x".repeat(1_100_000)), ...records(3, 3)], soon());
    const taken = await until(`${name} shows them`, async () => {
      const texts = await counterpart.taken();
      return texts.length >= 3 ? texts : undefined;
    });
    assert.deepEqual(sequences(taken), [1, 2, 3]);
    if (name !== "jsonl") assert.equal(JSON.parse(taken[1] ?? "").data.shortened, true);
  });
}

for (const [name, one] of Object.entries(sinkCases)) {
  if (name === "jsonl") continue;
  const sink = sinks.get(name) as Sink;

  test(`REASON-16: ${name}: killed in the middle, it says so; back again, it takes what is repeated, and none is missing`, async (t) => {
    const counterpart = await one.start(t);
    const connection = await openerOf(t, sink, counterpart)();
    await connection.write(records(1, 50), soon());
    const before = await until(`${name} has the first`, async () => {
      const seen = sequences(await counterpart.taken());
      return seen.length >= 50 ? seen : undefined;
    });
    process.kill(counterpart.pid ?? 0, "SIGKILL");
    await assert.rejects(within("the write ends", connection.write(records(51, 100), soon()), timeoutMs + 2_000));
    await within("it lets go", connection.close(), 3_000);
    await assert.rejects(within("the next opening ends", tryOut(openerOf(t, sink, counterpart)), timeoutMs + 2_000));
    const back = await counterpart.again?.();
    assert.ok(back !== undefined);
    const again = await openerOf(t, sink, back)();
    await again.write(records(51, 100), soon());
    const after = await until(`${name} has the rest`, async () => {
      const seen = sequences(await back.taken());
      return seen.at(-1) === 100 ? seen : undefined;
    });
    const all = one.keeps ? after : [...before, ...after];
    assert.deepEqual([...new Set(all)], numbers(1, 100));
  });

  test(`REASON-16: ${name}: held by SIGSTOP, a write ends soon after it is told to, and letting go does not wait either`, async (t) => {
    const counterpart = await one.start(t);
    const connection = await openerOf(t, sink, counterpart)();
    await connection.write(records(1, 5), soon());
    process.kill(counterpart.pid ?? 0, "SIGSTOP");
    const late = new AbortController();
    const writing = connection.write(records(6, 10), late.signal);
    late.abort(new Error("too late"));
    await assert.rejects(within("the write ends", writing, 500), /too late/);
    await within("it lets go", connection.close(), 2_000);
    await assert.rejects(within("the next opening ends", tryOut(openerOf(t, sink, counterpart)), timeoutMs + 2_000));
  });
}

/** Kafka's producer connects with the first write. */
async function tryOut(open: () => Promise<SinkConnection>): Promise<void> {
  const connection = await open();
  await connection.write(records(51, 51), soon());
}
