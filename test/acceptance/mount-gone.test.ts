/** A file system that has to be there, and is unmounted under a running engine. */
// needs: mounts
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startWorld } from "../support/engine.ts";
import { requireMounts, smallDisk } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

const page = (disk: string, options: string) => `
node: test
targets:
  - id: data
    kind: mount
    autonomy: auto
    probes:
      - disk: { path: ${disk}, every: 1s${options} }
packs: [host]
`;

test("HOST-01, HOST-05: a mount that is gone is told to a human, and is over once it is back", async (t) => {
  const disk = smallDisk(t, 1_024);
  const world = await startWorld(t, page(disk, ", mounted: true"));
  await until("it is measured", () =>
    world.facade.readings({ target: "data", probe: "disk" }).some(({ available }) => available),
  );
  execFileSync("umount", [disk]);
  const incident = await world.incident(["escalated"], 30_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.target, detail?.severity], ["mount_gone", "data", "high"]);
  const pages = world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === "page" ? [one.data.message] : [],
  );
  assert.equal(pages.length, 1);
  assert.match(pages[0]?.body ?? "", /What should be mounted is not on data/);
  assert.ok(!world.events.some((one) => one.type === "incident.opened" && one.data.type.startsWith("disk_")));

  execFileSync("mount", ["-t", "tmpfs", "chiron-test", disk]);
  const ended = await world.incident(["resolved", "self_resolved"], 60_000);
  assert.equal(ended, incident);
});

test("HOST-01: where nothing says that something must be mounted, the disk below is measured and nobody is told", async (t) => {
  const disk = smallDisk(t, 1_024);
  const world = await startWorld(t, page(disk, ""));
  await until("it is measured", () =>
    world.facade.readings({ target: "data", probe: "disk" }).some(({ available }) => available),
  );
  execFileSync("umount", [disk]);
  const sizes = () =>
    new Set(world.facade.readings({ target: "data", probe: "disk" }).map(({ values }) => values.sizeBytes));
  await until("another file system is measured", () => sizes().size > 1 || undefined);
  assert.ok(!world.events.some((one) => one.type === "incident.opened" && one.data.type === "mount_gone"));
});
