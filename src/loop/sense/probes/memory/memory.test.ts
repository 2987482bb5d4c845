import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inflate, memoryGroup } from "../../../../../test/support/balloon.ts";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder, until } from "../../../../core/platform/test/index.ts";

const mebibyte = 1024 ** 2;

test("HOST-02: memory: what a balloon takes and gives back shows in what is available", async (t) => {
  const { poll } = onePoll(t, "memory");
  const balloon = await inflate(t, 500);
  const { values } = await poll({});
  await balloon.end();
  // The kernel counts what is given back a little later, and others on this machine take and give back memory, too.
  await until("most of it is available again", async () => {
    const after = await poll({});
    return Number(after.values.availableBytes) - Number(values.availableBytes) > 300 * mebibyte;
  });
  const total = Number(/MemTotal:\s+(\d+)/.exec(readFileSync("/proc/meminfo", "utf8"))?.[1]) * 1024;
  assert.equal(values.totalBytes, total);
  const used = ((total - Number(values.availableBytes)) / total) * 100;
  assert.ok(Math.abs(Number(values.usedPercent) - used) < 0.1);
});

test("HOST-02: memory: of a control group, what is left below its limit", async (t) => {
  const group = memoryGroup(t, 400);
  const { poll } = onePoll(t, "memory");
  const empty = await poll({ cgroup: group.path });
  assert.equal(empty.values.groupMaxBytes, 400 * mebibyte);
  assert.equal(empty.values.totalBytes, 400 * mebibyte);
  assert.ok(Number(empty.values.availableBytes) > 390 * mebibyte);
  const balloon = await inflate(t, 300, { group });
  const full = await poll({ cgroup: group.path });
  const left = Number(full.values.availableBytes) / mebibyte;
  assert.ok(left > 50 && left <= 100, `${left} MiB are left`);
  assert.ok(Number(full.values.usedPercent) >= 75);
  await balloon.end();
  await until("it is free again", async () => {
    const { values } = await poll({ cgroup: group.path });
    return Number(values.availableBytes) > 390 * mebibyte;
  });
});

/** Version 2 as its documentation has it, for machines whose kernel accounts memory by version 1. */
const version2 = {
  "memory.current": "314572800\n",
  "memory.max": "max\n",
  "memory.high": "419430400\n",
  "memory.stat": "anon 209715200\nfile 104857600\ninactive_file 52428800\nactive_file 52428800\n",
  "memory.pressure":
    "some avg10=12.50 avg60=3.00 avg300=1.00 total=123456\nfull avg10=2.25 avg60=0.50 avg300=0.10 total=4567\n",
};

test("HOST-02: memory: of version 2, the lower limit counts, cache that can be given up does not, and pressure is the group's", async (t) => {
  const cgroup = join(temporaryFolder(t), "group");
  mkdirSync(cgroup);
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries({ ...version2, ...more })) writeFileSync(join(cgroup, name), text);
  };
  const { poll } = onePoll(t, "memory");
  write({});
  const high = (await poll({ cgroup })).values;
  assert.deepEqual([high.groupHighBytes, "groupMaxBytes" in high], [400 * mebibyte, false]);
  assert.equal(high.availableBytes, 150 * mebibyte);
  assert.deepEqual([high.pressureSomePercent, high.pressureFullPercent], [12.5, 2.25]);
  write({ "memory.max": `${320 * mebibyte}\n` });
  const both = (await poll({ cgroup })).values;
  assert.deepEqual([both.totalBytes, both.availableBytes], [320 * mebibyte, 70 * mebibyte]);
  write({ "memory.high": "max\n", "memory.pressure": "" });
  const none = (await poll({ cgroup })).values;
  const machine = (await poll({})).values;
  assert.equal(none.totalBytes, machine.totalBytes, "without a limit it is the machine's");
  assert.equal("pressureSomePercent" in none, false);
});
