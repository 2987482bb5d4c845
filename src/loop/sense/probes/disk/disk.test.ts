// needs: mounts
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Files } from "#core/platform";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { pending } from "../../../../../test/support/polling.ts";
import { fillTo, requireMounts, smallDisk } from "../../../../../test/support/small-disk.ts";
import { createTestClock, temporaryFolder, until } from "../../../../core/platform/test/index.ts";

requireMounts(import.meta.filename);

/** What df(1) says, in whole percent, rounded up. */
function df(path: string, column: "pcent" | "ipcent"): number {
  return Number.parseInt(
    execFileSync("df", [`--output=${column}`, path], { encoding: "utf8" }).split("\n")[1] ?? "",
    10,
  );
}

/** Ours has two decimals, so that what is next to nothing may be none. */
function isRoundedUp(value: unknown, whole: number): boolean {
  return Number(value) <= whole && Number(value) > whole - 1.01;
}

test("HOST-02: disk: it counts as df does, bytes and inodes, also where some is kept for root", async (t) => {
  const disk = smallDisk(t, 2_048);
  for (const percent of [0, 37, 84.9, 96, 100]) {
    fillTo(disk, percent, `to-${percent}`);
    const { poll } = onePoll(t, "disk");
    for (const path of [disk, "/"]) {
      // Others write to that one, and may do so between the two looks.
      await until(`df says the same of ${path}`, async () => {
        const { values } = await poll({ path });
        const { usedPercent, inodesUsedPercent } = values;
        return isRoundedUp(usedPercent, df(path, "pcent")) && isRoundedUp(inodesUsedPercent, df(path, "ipcent"));
      });
    }
  }
  for (let at = 0; at < 200; at++) writeFileSync(join(disk, `empty-${at}`), "");
  const { values } = await onePoll(t, "disk").poll({ path: join(disk, "empty-1") });
  assert.ok(isRoundedUp(values.inodesUsedPercent, df(disk, "ipcent")));
  assert.ok(Number(values.inodesUsedPercent) > 4);
});

test("HOST-02: disk: growth is told from the second look on, and looks in a row do not blur it", async (t) => {
  const disk = smallDisk(t, 2_048);
  const clock = createTestClock();
  const { poll } = onePoll(t, "disk", { clock });
  assert.equal("growthBytesPerSecond" in (await poll({ path: disk })).values, false);
  await clock.advance(10_000);
  writeFileSync(join(disk, "more"), Buffer.alloc(1_024_000));
  assert.equal((await poll({ path: disk })).values.growthBytesPerSecond, 102_400);
  await clock.advance(100);
  writeFileSync(join(disk, "burst"), Buffer.alloc(1_024_000));
  assert.equal((await poll({ path: disk })).values.growthBytesPerSecond, 102_400);
  await clock.advance(10_000);
  writeFileSync(join(disk, "more"), "");
  assert.ok(Number((await poll({ path: disk })).values.growthBytesPerSecond) <= 0);
});

test("HOST-01: disk: a mount point where nothing is mounted is not answered for by the disk below", async (t) => {
  const folder = temporaryFolder(t);
  const unmounted = await onePoll(t, "disk").poll({ path: folder, mounted: true });
  assert.deepEqual([unmounted.available, unmounted.error], [false, `nothing is mounted at ${folder}`]);
  assert.deepEqual(unmounted.values, { mounted: false });
  assert.equal((await onePoll(t, "disk").poll({ path: folder })).available, true);
  const spaced = join(folder, "a b");
  mkdirSync(spaced);
  const { platform } = onePoll(t, "disk");
  const fstab = (options: string): Files => ({
    ...platform.files,
    read: async (path, most) =>
      path === "/etc/fstab"
        ? `# comment\n/dev/sdb1 ${folder}/a\\040b ext4 ${options} 0 2\n`
        : platform.files.read(path, most),
  });
  const expected = await onePoll(t, "disk", { files: fstab("defaults") }).poll({ path: spaced });
  assert.match(expected.error ?? "", /nothing is mounted/, "fstab says that something belongs there");
  assert.deepEqual(expected.values, { mounted: false });
  const byHand = await onePoll(t, "disk", { files: fstab("rw,noauto") }).poll({ path: spaced });
  assert.deepEqual(
    [byHand.available, byHand.values],
    [false, {}],
    "it need not be mounted, and is not answered for either",
  );
  const mounted = await onePoll(t, "disk").poll({ path: smallDisk(t, 16), mounted: true });
  assert.deepEqual([mounted.available, mounted.values.mounted], [true, true]);
});

test("HOST-01: disk: one that hangs and was not expected to is not asked again before it has answered", async (t) => {
  const { platform } = onePoll(t, "disk");
  const first = pending<Awaited<ReturnType<Files["space"]>>>();
  let asked = 0;
  const space = (path: string) => (++asked === 1 ? first.promise : platform.files.space(path));
  const { poll } = onePoll(t, "disk", { files: { ...platform.files, space } });
  const hangs = poll({ path: "/" });
  // Before it asks, a poll reads the mounts: which of two at once is first would be chance.
  await until("the first has asked", () => asked === 1);
  const second = await poll({ path: "/" });
  assert.match(second.error ?? "", /has not answered an earlier question/);
  assert.equal(asked, 1);
  first.resolve(await platform.files.space("/"));
  assert.equal((await hangs).available, true);
  assert.equal((await poll({ path: "/" })).available, true);
});
