import { existsSync } from "node:fs";
import { join } from "node:path";
import { chironVersion, httpProbe, startChiron, type Target } from "../../lib/chiron.ts";
import { waitUntil } from "../../lib/wait.ts";
import type { Contender } from "../contender.ts";

/**
 * Chiron beside a service that is not its child: started outside, known by its pid file. The command that starts it again
 * makes a daemon and ends, so that it never becomes a child.
 */
export const chironPidFile: Contender = {
  name: "chiron (pid file)",
  canHang: true,
  available: chironVersion,
  async start(place) {
    const { directory, logFile, port, programs } = place;
    const pidFile = join(directory, "web.pid");
    const command = [programs.launcher, pidFile, programs.service, String(port)];
    place.processes.start(programs.reaper, command, { directory, logFile });
    const signal = AbortSignal.timeout(5000);
    await waitUntil(() => existsSync(pidFile), { timeoutMs: 5000, everyMs: 10, signal });
    const target: Target = {
      id: "web",
      kind: "service",
      criticality: "critical",
      autonomy: "auto",
      supervisor: { direct: { command, pidFile } },
      probes: [{ process: { pidFile } }, httpProbe(port, "1s")],
    };
    return await startChiron(place, [target], [programs.reaper]);
  },
};
