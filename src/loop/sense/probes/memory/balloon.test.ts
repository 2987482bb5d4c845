// needs: memory-group, python3
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflate, memoryGroup } from "../../../../../test/support/balloon.ts";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import type { Files } from "../../../../core/platform/index.ts";
import { createRealPlatform } from "../../../../core/platform/real/index.ts";
import { until } from "../../../../core/platform/test/index.ts";

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
