import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceManagerOf } from "./service-manager.ts";

test("HEALER-10: without a service manager nobody is told anything", () => {
  const told: (readonly string[])[] = [];
  const manager = serviceManagerOf({}, assert.fail, { tell: (words) => told.push(words) });
  manager.ready("up");
  manager.looked();
  manager.stopping();
  assert.deepEqual(told, []);
});

test("HEALER-10: it is told three times within its limit, and only when a look was taken", () => {
  const told: string[] = [];
  let now = 0;
  const environment = { NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: "30000000" };
  const manager = serviceManagerOf(environment, assert.fail, {
    monotonic: () => now,
    tell: (words) => told.push(words.join(" ")),
  });
  for (; now < 60_000; now += 250) manager.looked();
  assert.deepEqual(told, Array(5).fill("WATCHDOG=1"));
  now += 1_000_000;
  assert.equal(told.length, 5, "a loop that does not come round says nothing");
  manager.stopping();
  assert.equal(told.at(-1), "STOPPING=1 --status=ending");
});

test("HEALER-10: a manager without a watchdog of its own is not pinged", () => {
  const told: string[] = [];
  let now = 0;
  const tell = (words: readonly string[]) => told.push(words.join(" "));
  const manager = serviceManagerOf({ NOTIFY_SOCKET: "/run/notify" }, assert.fail, { monotonic: () => now, tell });
  manager.ready("engine 1, mender 2");
  for (; now < 600_000; now += 250) manager.looked();
  assert.deepEqual(told, ["--ready --status=engine 1, mender 2"]);
});

test("HEALER-10: where systemd-notify is not there that is said once, and nothing else is wrong", async () => {
  const { PATH } = process.env;
  const said = Promise.withResolvers<string>();
  process.env.PATH = "/nowhere";
  try {
    const manager = serviceManagerOf({ NOTIFY_SOCKET: "/run/notify" }, said.resolve);
    manager.ready("up");
    manager.stopping();
    assert.match(await said.promise, /systemd-notify cannot be run/);
  } finally {
    process.env.PATH = PATH;
  }
});
