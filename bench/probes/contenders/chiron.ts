import { chironVersion, httpProbe, startChiron, type Target } from "../../lib/chiron.ts";
import { type Contender, EVERY_SECONDS } from "../contender.ts";

/** Targets that are watched and nothing else: no supervisor, so nothing to repair. */
export const chiron: Contender = {
  name: "chiron",
  available: chironVersion,
  async start(place) {
    const targets = place.ports.map(
      (port, index): Target => ({
        id: `web-${index}`,
        kind: "service",
        criticality: "normal",
        autonomy: "observe",
        probes: [httpProbe(port, `${EVERY_SECONDS}s`)],
      }),
    );
    await startChiron(place, targets);
  },
};
