/** Services that belong to PM2. */
// mostly waits
// needs: pm2
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startWorld } from "../support/engine.ts";
import { pm2Rig } from "../support/supervisors/pm2.ts";
import { basics, healsOnceMended, known, supervisorStories, yaml } from "../support/supervisors/stories.ts";

supervisorStories("pm2", async (t, restarts) => pm2Rig(t, await basics(t, restarts)));

test("HOST-13: pm2: an app that PM2 gave up is restarted by Chiron, once it can live, and verified", async (t) =>
  healsOnceMended(t, pm2Rig, /for ever: too many unstable restarts/));

test("HOST-13: pm2: a daemon that is lost with its apps is not started empty in its place: a person is paged", async (t) => {
  const rig = await pm2Rig(t, await basics(t, { afterSeconds: 1 }));
  const world = await startWorld(t, yaml(rig).replace("autonomy: auto", "autonomy: auto\n    startupGrace: 1s"));
  const app = await known(world, rig);
  const daemon = Number(readFileSync(join(rig.home, "pm2.pid"), "utf8"));
  process.kill(daemon, "SIGKILL");
  // An app that writes something ends with its daemon, by SIGPIPE; this one says nothing.
  process.kill(app, "SIGKILL");
  const page = await world.event("message.queued", (one) => one.data.message.route === "page", 60_000);
  assert.match(page.data.message.body, /PM2's daemon is not running/);
  assert.throws(() => process.kill(Number(readFileSync(join(rig.home, "pm2.pid"), "utf8")), 0));
});
