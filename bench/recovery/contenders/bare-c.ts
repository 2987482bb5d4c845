import { programVersion } from "../../lib/version.ts";
import { type Contender, startInForeground } from "../contender.ts";

/** A static C program that forks again. The floor. */
export const bareC: Contender = {
  name: "bare re-fork in C",
  canHang: false,
  available: () => programVersion("gcc", "--version").then((version) => version && `gcc ${version}`),
  async start(place) {
    return startInForeground(place, place.programs.supervisor, [place.programs.service, String(place.port)]);
  },
};
