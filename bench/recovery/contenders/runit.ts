import { packageVersion } from "../../lib/version.ts";
import { type Contender, startInForeground } from "../contender.ts";
import { writeServiceDirectory } from "../service-directory.ts";

export const runit: Contender = {
  name: "runit",
  canHang: false,
  available: () => packageVersion("runsv", "runit"),
  async start(place) {
    return startInForeground(place, "runsv", [await writeServiceDirectory(place)]);
  },
};
