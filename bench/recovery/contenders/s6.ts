import { packageVersion } from "../../lib/version.ts";
import { type Contender, startInForeground } from "../contender.ts";
import { writeServiceDirectory } from "../service-directory.ts";

export const s6: Contender = {
  name: "s6",
  canHang: false,
  available: () => packageVersion("s6-supervise", "s6"),
  async start(place) {
    return startInForeground(place, "s6-supervise", [await writeServiceDirectory(place)]);
  },
};
