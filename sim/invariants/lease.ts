/** Each life of the engine takes the next generation of its lease before it does anything else (HEALER-08). */
import type { MakeInvariant } from "./types.ts";

export const lease: MakeInvariant = ({ fail }) => {
  let generation = 0;
  let isTaken = false;
  return {
    onEvent(stored) {
      if (stored.type === "lease.taken") {
        if (stored.data.generation !== generation + 1)
          fail("lease", `generation ${stored.data.generation} follows generation ${generation}`);
        generation = stored.data.generation;
        isTaken = true;
      }
      if (stored.type !== "engine.started") return;
      if (!isTaken) fail("lease", `a life began at record ${stored.seq} without a lease of its own`);
      isTaken = false;
    },
  };
};
