import assert from "node:assert/strict";
import { test } from "node:test";
import { down, hour, openOutboxScene, refused, silent, taken } from "../../../test/support/outbox-scene.ts";

test("HOST-20: a message is an event before it leaves, and its delivery is one after", async (t) => {
  const scene = openOutboxScene(t);
  const outbox = scene.begin();
  scene.queue(outbox, "m1");
  await scene.pass(1_000);
  assert.deepEqual(
    scene.first.received.map(({ id, repeat }) => [id, repeat]),
    [["m1", false]],
  );
  assert.deepEqual(scene.types(), ["message.queued", "message.attempting", "message.attempted"]);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "first");
  assert.deepEqual(scene.second.received, []);
  await outbox.stop();
});

test("HOST-20: a page falls back to the next channel at once when the first one fails", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  const outbox = scene.begin();
  scene.queue(outbox, "m1");
  await scene.pass(300);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  await scene.pass(hour);
  assert.deepEqual([scene.first.received.length, scene.second.received.length], [1, 1]);
  await outbox.stop();
});

test("HOST-20: a page goes out while every notice channel hangs", async (t) => {
  const scene = openOutboxScene(t);
  scene.third.answer = new Promise(() => undefined);
  const outbox = scene.begin();
  scene.queue(outbox, "n1", { route: "notice", tier: 1 });
  await scene.pass(500);
  scene.queue(outbox, "m1");
  await scene.pass(500);
  assert.equal(scene.third.received.length, 1);
  assert.equal(scene.reader.message("m1")?.status, "delivered");
  assert.equal(scene.reader.message("n1")?.status, "waiting");
  const stopped = outbox.stop();
  await scene.pass(10_000);
  await stopped;
});

test("HOST-20: a notice goes to all notice channels, and one that takes it is enough", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  const kinds = ["first", "third"].map((kind) => ({ kind, options: {} }));
  const outbox = scene.begin({ notice: kinds });
  scene.queue(outbox, "n1", { route: "notice", tier: 1 });
  await scene.pass(hour);
  assert.deepEqual([scene.first.received.length, scene.third.received.length], [1, 1]);
  assert.equal(scene.reader.message("n1")?.deliveredBy, "third");
  assert.equal(outbox.waiting(), 0);
  await outbox.stop();
});

test("HOST-20: a page outlives hours without a channel, and restarts in between, and comes once", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  scene.second.answer = down;
  let outbox = scene.begin();
  scene.queue(outbox, "m1");
  for (let restart = 0; restart < 5; restart++) {
    await scene.pass(hour);
    await outbox.stop();
    scene.restartLog();
    outbox = scene.begin();
  }
  const tries = scene.first.received.length;
  assert.ok(tries > 50 && tries < 120, `${tries} attempts in five hours, once in five minutes at the end`);
  assert.equal(scene.second.received.length, tries);
  scene.second.answer = taken;
  await scene.pass(400_000);
  assert.equal(scene.second.received.length, tries + 1);
  assert.equal(scene.second.received.at(-1)?.repeat, false);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  await scene.pass(48 * hour);
  assert.equal(scene.second.received.length, tries + 1);
  await outbox.stop();
});

test("HOST-20: retries back off from a second to five minutes, spread by chance", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  const outbox = scene.begin({ page: [{ kind: "first", options: {} }] });
  scene.queue(outbox, "m1");
  await scene.pass(2 * hour);
  const attempted = scene.reader.events({ types: ["message.attempted"] });
  const delays = attempted.map((one) =>
    one.type === "message.attempted" ? (one.data.nextAttemptAt ?? 0) - one.at : 0,
  );
  assert.ok(delays[0] !== undefined && delays[0] >= 750 && delays[0] <= 1_250, `first ${delays[0]}`);
  assert.ok(delays[1] !== undefined && delays[1] >= 1_500 && delays[1] <= 2_500, `second ${delays[1]}`);
  assert.equal(Math.max(...delays), 300_000);
  await outbox.stop();
});

test("HOST-20: a channel that asks to be left alone for a while is", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = { ...down, retryAfterMs: 200_000 };
  const outbox = scene.begin({ page: [{ kind: "first", options: {} }] });
  scene.queue(outbox, "m1");
  await scene.pass(190_000);
  assert.equal(scene.first.received.length, 1);
  await scene.pass(11_000);
  assert.equal(scene.first.received.length, 2);
  await outbox.stop();
});

test("HOST-20: after a crash in the middle of an attempt the page says that it may be a repeat, and only there", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = new Promise(() => undefined);
  const crashed = scene.begin();
  scene.queue(crashed, "m1");
  await scene.pass(500);
  assert.equal(scene.first.received.length, 1);
  // The process is gone: its outbox is simply left behind, and another one begins over the same store.
  scene.first.answer = down;
  const outbox = scene.begin();
  await scene.pass(1_000);
  assert.equal(scene.first.received.at(-1)?.repeat, true);
  assert.match(scene.first.received.at(-1)?.subject ?? "", /^Repeat: /);
  assert.equal(scene.first.received.at(-1)?.id, "m1", "the same id, so that the other side can tell");
  assert.equal(scene.second.received.at(-1)?.repeat, false, "this channel never had it");
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  await outbox.stop();
  const stopped = crashed.stop();
  await scene.pass(10_000);
  await stopped;
});

test("HOST-20: what was sent and never answered names itself a repeat; what was refused does not", async (t) => {
  const scene = openOutboxScene(t);
  const outbox = scene.begin({ page: [{ kind: "first", options: {} }] });
  scene.first.answer = down;
  scene.queue(outbox, "m1");
  await scene.pass(400);
  scene.first.answer = silent;
  await scene.pass(2_000);
  scene.first.answer = taken;
  await scene.pass(10_000);
  assert.deepEqual(
    scene.first.received.map(({ repeat }) => repeat),
    [false, false, true],
  );
  await outbox.stop();
});

test("HOST-20: a storm of five hundred makes two pages, and those that come in a trickle stay within the budget", async (t) => {
  const scene = openOutboxScene(t);
  const outbox = scene.begin();
  for (let index = 0; index < 500; index++) {
    scene.queue(outbox, `m${index}`, index === 250 ? { data: { severity: "critical" } } : {});
    if (index % 100 === 99) await scene.pass(500);
  }
  await scene.pass(60_000);
  assert.equal(scene.first.received.length, 2);
  const storm = scene.first.received[1];
  assert.match(storm?.subject ?? "", /^400 incidents: 1 critical, 399 high/);
  assert.ok((storm?.body.length ?? 0) < 10_000);
  assert.match(storm?.body ?? "", /chiron incident inc-m250/);
  assert.equal(outbox.waiting(), 0);
  for (let minute = 0; minute < 120; minute++) {
    scene.queue(outbox, `t${minute}`);
    await scene.pass(500);
  }
  await scene.pass(60_000);
  assert.ok(scene.first.received.length <= 2 + 12, `${scene.first.received.length}`);
  assert.equal(outbox.waiting(), 0);
  await outbox.stop();
});

test("HOST-20: while channels fail, what waits becomes one message, and a new one looks again at once", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  const outbox = scene.begin({ page: [{ kind: "first", options: {} }] });
  scene.queue(outbox, "m1");
  await scene.pass(hour);
  scene.queue(outbox, "m2");
  scene.first.answer = taken;
  await scene.pass(1_000);
  assert.deepEqual(scene.first.received.at(-1)?.data.incidents, ["inc-m1", "inc-m2"]);
  assert.deepEqual(
    ["m1", "m2"].map((id) => scene.reader.message(id)?.status),
    ["delivered", "delivered"],
  );
  await outbox.stop();
});

test("HOST-20: what nobody takes in the time given is undeliverable, and so is what every channel refuses", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  scene.second.answer = down;
  const outbox = scene.begin({ giveUpAfterMs: 3 * hour });
  scene.queue(outbox, "m1");
  await scene.pass(2 * hour);
  assert.equal(scene.reader.message("m1")?.status, "waiting");
  await scene.pass(2 * hour);
  assert.equal(scene.reader.message("m1")?.status, "undeliverable");
  assert.match(
    scene.reader.message("m1")?.lastDetail ?? "",
    /given up: first: connection refused; second: connection refused/,
  );
  scene.third.answer = refused;
  scene.queue(outbox, "n1", { route: "notice", tier: 1 });
  await scene.pass(2_000);
  assert.match(scene.reader.message("n1")?.lastDetail ?? "", /refused by every channel/);
  assert.equal(outbox.waiting(), 0);
  await outbox.stop();
});

test("HOST-20: a page that every channel refuses for good is said to be so once, and kept: a token can be mended", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = refused;
  scene.second.answer = refused;
  let outbox = scene.begin();
  scene.queue(outbox, "m1");
  await scene.pass(hour);
  const said = () => scene.reader.events({ types: ["message.refused"] });
  assert.deepEqual(
    said().map(({ data }) => data),
    [{ message: "m1", reason: "first: answered 401; second: answered 401" }],
  );
  const tries = scene.first.received.length;
  assert.ok(tries >= 12 && tries <= 14, `${tries} attempts in an hour`);
  await outbox.stop();
  scene.restartLog();
  outbox = scene.begin();
  scene.second.answer = taken;
  await scene.pass(400_000);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  scene.second.answer = refused;
  scene.queue(outbox, "m2");
  await scene.pass(25 * hour);
  assert.equal(scene.reader.message("m2")?.status, "undeliverable", "after a day nobody reads it any more");
  await outbox.stop();
});

test("HOST-20: each route has a budget of its own; what is held back goes out as one, and nothing is lost", async (t) => {
  const scene = openOutboxScene(t);
  const budget = { notice: { messages: 2, windowMs: 600_000 }, page: { messages: 3, windowMs: 60_000 } };
  const outbox = scene.begin({ budget });
  for (let minute = 0; minute < 30; minute++) {
    scene.queue(outbox, `n${minute}`, { route: "notice", tier: 1 });
    scene.queue(outbox, `m${minute}`);
    await scene.pass(60_000);
  }
  await scene.pass(hour);
  assert.equal(scene.first.received.length, 30, "one a minute is within the pages' budget");
  const notices = scene.third.received;
  assert.ok(notices.length >= 6 && notices.length <= 8, `${notices.length} notices in 30 minutes`);
  const held = notices.flatMap((one) => (one.data.incidents as readonly unknown[] | undefined) ?? [one.incident]);
  assert.deepEqual(
    new Set<unknown>(held),
    new Set(Array.from({ length: 30 }, (_, minute) => `inc-n${minute}`)),
    "every one of them",
  );
  await outbox.stop();
});

test("HOST-20: other channels after a reload are tried at once", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = down;
  const budget = { messages: 10, windowMs: 60_000 };
  const only = (kind: string) => ({
    ...{ notice: [], page: [{ kind, options: {} }], giveUpAfterMs: 24 * hour },
    budget: { notice: budget, page: budget },
  });
  const outbox = scene.begin(only("first"));
  scene.queue(outbox, "m1");
  await scene.pass(hour);
  outbox.configure(only("second"));
  await scene.pass(1);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  await outbox.stop();
});

test("HOST-20: a channel that throws or never ends is a failed channel", async (t) => {
  const scene = openOutboxScene(t);
  scene.first.answer = new Error("a bug");
  scene.second.answer = new Promise(() => undefined);
  const outbox = scene.begin();
  scene.queue(outbox, "m1");
  await scene.pass(61_000);
  assert.match(scene.reader.message("m1")?.lastDetail ?? "", /did not come to an end in time/);
  scene.second.answer = taken;
  await scene.pass(10_000);
  assert.equal(scene.reader.message("m1")?.deliveredBy, "second");
  await outbox.stop();
});
