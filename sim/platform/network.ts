/** The peers of the simulated machine: services by the first label of their host's name. */
import type { Network } from "#core/platform";
import type { Targets } from "../world/targets.ts";
import type { Mortal, WorldClock } from "./clock.ts";
import { never, onlySimulated } from "./doors.ts";

export function networkOf(targets: Targets, clock: WorldClock, life: Mortal): Network {
  const sleep = clock.view(life).sleep;
  return onlySimulated<Network>("network", {
    async http({ url, signal }) {
      if (life.dead) return never();
      const id = new URL(url).hostname.split(".")[0] ?? "";
      targets.passTime();
      const target = targets.get(id);
      const lie = target.lie?.kind;
      await sleep(lie === "hangs" || (lie === undefined && target.troubles.has("hung")) ? 3_600_000 : 3, signal);
      if (lie === "is_silent" || (lie !== "says_good" && targets.isDown(target)))
        throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      const status = lie === "says_bad" || lie === "talks_nonsense" ? 503 : 200;
      return { status, headers: {}, body: "", truncated: false };
    },
  });
}
