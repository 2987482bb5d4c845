import { join } from "node:path";
import { type Contender, startInForeground } from "../contender.ts";

/** Node with nothing but `spawn` in the exit event. The floor for anything written for Node, hence the unit of the ratios. */
export const bareNode: Contender = {
  name: "bare re-fork in Node",
  canHang: false,
  available: async () => process.versions.node,
  async start(place) {
    const program = join(import.meta.dirname, "..", "refork.ts");
    return startInForeground(place, process.execPath, [program, place.programs.service, String(place.port)]);
  },
};
