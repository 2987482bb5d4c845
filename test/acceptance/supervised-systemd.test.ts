/** Services that belong to systemd. */
// mostly waits
// needs: root, systemd
import { test } from "node:test";
import {
  basics,
  healsOnceMended,
  healsWhatWasGivenUp,
  known,
  stoppedOnPurpose,
  supervisorStories,
} from "../support/supervisors/stories.ts";
import { systemdRig } from "../support/supervisors/systemd.ts";

supervisorStories("systemd", async (t, restarts) => systemdRig(t, await basics(t, restarts)));

test("HOST-13: systemd: a unit that failed is restarted by Chiron, through systemd, and verified", async (t) => {
  const rig = await systemdRig(t, await basics(t, false));
  await healsWhatWasGivenUp(t, rig, /failed \(signal 9\)/);
});

test("HOST-13: systemd: a unit that systemd keeps no memory of is healed when it failed, and left when it ended cleanly", async (t) => {
  const rig = await systemdRig(t, { ...(await basics(t, false)), enabled: false });
  const world = await healsWhatWasGivenUp(t, rig, /failed \(signal 9\)/);
  process.kill(await known(world, rig), "SIGTERM");
  await stoppedOnPurpose(world);
});

test("HOST-13: systemd: a clean end of its own is no stop, where systemd remembers the unit", async (t) => {
  const rig = await systemdRig(t, await basics(t, false));
  await healsWhatWasGivenUp(t, rig, /inactive \(dead\)/, "SIGTERM");
});

test("HOST-13: systemd: a unit that failed too often is restarted by Chiron, once it can live, and verified", async (t) =>
  healsOnceMended(t, systemdRig, /failed \((exit-code 3|start-limit-hit)\)/));
