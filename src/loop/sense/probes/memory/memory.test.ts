import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inflate, memoryGroup } from "../../../../../test/support/balloon.ts";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import type { Files } from "../../../../core/platform/index.ts";
import { createRealPlatform } from "../../../../core/platform/real/index.ts";
import { temporaryFolder, until } from "../../../../core/platform/test/index.ts";

const mebibyte = 1024 ** 2;

/** What the kernel itself says at the moment when the probe asks it; a second look would find what others took meanwhile. */
function listening() {
  const { files } = createRealPlatform();
  const said: string[] = [];
  const read: Files["read"] = async (path, mostBytes) => {
    const text = await files.read(path, mostBytes);
    if (path === "/proc/meminfo") said.push(text);
    return text;
  };
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}: +([0-9]+) kB$`, "m").exec(said.at(-1) ?? "")?.[1]) * 1024;
  return { files: { ...files, read }, bytes, asked: () => said.length };
}

test("HOST-02: memory: of the machine, to the byte what its kernel says at this moment, with a balloon and without", async (t) => {
  const { files, bytes, asked } = listening();
  const { poll } = onePoll(t, "memory", { files });
  const answers = async () => {
    const { values } = await poll({});
    const [total, available] = [bytes("MemTotal"), bytes("MemAvailable")];
    assert.deepEqual([values.totalBytes, values.availableBytes], [total, available]);
    assert.ok(Math.abs(Number(values.usedPercent) - ((total - available) / total) * 100) <= 0.05);
    assert.deepEqual(values.swapTotalBytes, bytes("SwapTotal"));
  };
  await answers();
  const balloon = await inflate(t, 500);
  await answers();
  await balloon.end();
  await answers();
  assert.equal(asked(), 3, "each time anew");
});

test("HOST-02: memory: of a control group, what is left below its limit, as a balloon takes it and gives it back", async (t) => {
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
