/** Services that belong to supervisord. */
// mostly waits
// needs: supervisor
import { test } from "node:test";
import { basics, healsOnceMended, healsWhatWasGivenUp, supervisorStories } from "../support/supervisors/stories.ts";
import { supervisordRig } from "../support/supervisors/supervisord.ts";

supervisorStories("supervisord", async (t, restarts) => supervisordRig(t, await basics(t, restarts)));

test("HOST-13: supervisord: a program that has exited is restarted by Chiron, through supervisord, and verified", async (t) => {
  const rig = await supervisordRig(t, await basics(t, false));
  await healsWhatWasGivenUp(t, rig, /EXITED/);
});

test("HOST-13: supervisord: a program that supervisord gave up is restarted by Chiron, once it can live, and verified", async (t) =>
  healsOnceMended(t, supervisordRig, /FATAL/));
