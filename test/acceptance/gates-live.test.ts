import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { until } from "#core/platform/test";
import { type GatesWorld, goodReport, riskyReport, startGates } from "../support/gates.ts";

interface Heard {
  readonly type: string;
  readonly sequence: string;
  readonly data: Record<string, unknown>;
}

const types = "harmony:check,harmony:violation,harmony:health-updated";

async function follow(t: TestContext, { url }: GatesWorld, after?: string) {
  const heard: Heard[] = [];
  const query = after === undefined ? "" : `&after=${after}`;
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/events?types=${types}${query}`);
  t.after(() => socket.terminate());
  socket.on("message", (message) => heard.push(JSON.parse(String(message))));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const of = (type: string) => heard.filter((one) => one.type === type);
  return { socket, heard, of };
}

test("CONTRACT-07: a WebSocket client hears of checks, violations and the score, by their names", async (t) => {
  const world = await startGates(t);
  const { of } = await follow(t, world);
  await world.check("review", goodReport, { session: "s-1" });
  await until("the events", () => of("harmony:check").length > 0);
  const [checked] = of("harmony:check").map(({ data }) => data.checks as Record<string, unknown>[]);
  assert.deepEqual(
    checked?.map(({ gate, format, status, session, count }) => [...[gate, format, status, session, count]]),
    [["review", "4.1", "valid", "s-1", 1]],
  );
  await world.check("review", riskyReport, { session: "s-1" });
  await until("the events", () => of("harmony:health-updated").length > 0);
  assert.equal(of("harmony:violation").length, 1);
  const { previous, current, gates, sessions } = of("harmony:health-updated")[0]?.data ?? {};
  assert.deepEqual([previous, current, gates, sessions], [100, 92, { review: 92 }, { "s-1": 92 }]);
});

test("CONTRACT-07: outputs that pass clear a pattern, and the client is told which", async (t) => {
  const world = await startGates(t);
  const { of } = await follow(t, world);
  await world.check("review", riskyReport);
  for (let sent = 0; sent < 20; sent++) await world.check("review", goodReport);
  await until("the events", () => of("harmony:health-updated").some(({ data }) => data.current === 100));
  const last = of("harmony:health-updated").at(-1);
  assert.equal(last?.data.previous, 92);
  assert.equal((last?.data.cleared as string[] | undefined)?.length, 1);
});

test("CONTRACT-07: a client that reconnects gets what it missed, each once and in order", async (t) => {
  const world = await startGates(t);
  const first = await follow(t, world);
  await world.check("review", riskyReport);
  await until("the events", () => first.of("harmony:violation").length > 0);
  const last = first.heard.at(-1)?.sequence ?? "0";
  first.socket.terminate();
  for (let sent = 0; sent < 5; sent++) await world.check("review", riskyReport, { step: String(sent) });
  const second = await follow(t, world, last);
  await until("the events", () => second.of("harmony:violation").length === 5);
  assert.deepEqual(
    second.of("harmony:violation").map(({ data }) => data.step),
    ["0", "1", "2", "3", "4"],
  );
  const sequences = second.heard.map(({ sequence }) => Number(sequence));
  assert.deepEqual(
    sequences,
    [...new Set(sequences)].sort((a, b) => a - b),
  );
});
