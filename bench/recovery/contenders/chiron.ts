import { chironVersion, httpProbe, startChiron } from "../../lib/chiron.ts";
import type { Contender } from "../contender.ts";

/** Chiron as the service's parent: it learns of a death from the exit event, of a hang from the probe. */
export const chiron: Contender = {
  name: "chiron",
  canHang: true,
  available: chironVersion,
  start: (place) =>
    startChiron(place, [
      {
        id: "web",
        kind: "service",
        criticality: "critical",
        autonomy: "auto",
        supervisor: { direct: { command: [place.programs.service, String(place.port)] } },
        probes: [httpProbe(place.port, "1s")],
      },
    ]),
};
