import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contender } from "../contender.ts";
import { installedPm2 } from "../pm2-install.ts";

export const pm2: Contender = {
  name: "PM2",
  canHang: false,
  available: async () => installedPm2()?.version,

  async start({ directory, logFile, port, programs, processes }) {
    const installed = installedPm2();
    if (installed === undefined) throw new Error("PM2 is not installed");
    const home = join(directory, "home");
    // No check for newer versions: it would ask the network. No limit on restarts: PM2's own stops after 16 early ones.
    const environment = { PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: "true" };
    const application = {
      name: "web",
      script: programs.service,
      args: [String(port)],
      interpreter: "none",
      exec_mode: "fork",
      autorestart: true,
      restart_delay: 0,
      min_uptime: 0,
      max_restarts: 1_000_000,
      vizion: false,
      pmx: false,
      automation: false,
    };
    const file = join(directory, "ecosystem.json");
    await writeFile(file, JSON.stringify({ apps: [application] }));
    await processes.run(process.execPath, [installed.program, "start", file], { directory, logFile, environment });
    return { processId: Number(await readFile(join(home, "pm2.pid"), "utf8")) };
  },
};
