/** Services that belong to runit. */
// mostly waits
// needs: runit
import { runitRig } from "../support/supervisors/runit.ts";
import { basics, supervisorStories } from "../support/supervisors/stories.ts";

supervisorStories("runit", async (t, restarts) => runitRig(t, await basics(t, restarts)));
