/** Who starts Chiron, and starts it again when all of it is gone: nobody, as in a terminal, or a real systemd. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { userManager } from "../../test/support/supervisors/systemd.ts";
import { isAlive } from "../lib/proc.ts";
import { ProcessGroup } from "../lib/process-group.ts";

export const program = join(import.meta.dirname, "..", "..", "bin", "chiron.js");
/** Where an inspector would listen, should one be asked for: any free port. */
const environment = { NODE_OPTIONS: "--inspect-port=0" };
const endWithinMs = 30_000;

export interface Place {
  readonly folder: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly logFile: string;
}

export interface Host {
  /** Everything that was started and lives: the three, and their services. */
  members(): readonly number[];
  /** In order, by the watchdog that is there now, and then whatever is left. */
  end(watchdog: number | undefined): Promise<void>;
}

export type StartHost = (place: Place) => Promise<Host>;

export const inTerminal: StartHost = async ({ folder, configFile, dataDir, logFile }) => {
  const group = new ProcessGroup();
  const words = ["--config", configFile, "--data-dir", dataDir, "up", "--unattended"];
  const child = group.start(process.execPath, [program, ...words], { directory: folder, logFile, environment });
  return {
    members: () => group.members(),
    end: (watchdog) => group.end(watchdog ?? child.pid, endWithinMs),
  };
};

/** A `systemd --user` of the bench's own, and the unit that `chiron install` writes. Needs root and cgroups of version 2. */
export const underSystemd: StartHost = async ({ folder, configFile, dataDir, logFile }) => {
  const closers: (() => unknown)[] = [];
  const manager = await userManager({ after: (close) => void closers.push(close as () => unknown) }, folder);
  const end = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const dropIn = join(manager.environment.XDG_CONFIG_HOME, "systemd", "user", "chiron.service.d");
    mkdirSync(dropIn, { recursive: true });
    const settings = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}`);
    const output = [`StandardOutput=append:${logFile}`, `StandardError=append:${logFile}`];
    writeFileSync(join(dropIn, "bench.conf"), `[Service]\n${[...settings, ...output].join("\n")}\n`);
    const words = ["--config", configFile, "--data-dir", dataDir, "install", "--systemd", "--user", "--enable"];
    await promisify(execFile)(process.execPath, [program, ...words], {
      env: { ...process.env, ...manager.environment },
    });
  } catch (error) {
    await end();
    throw error;
  }
  return {
    // The manager itself, and its helper for sessions, are none of Chiron's.
    members: () => manager.processes().filter((pid) => isAlive(pid) && !nameOf(pid).includes("systemd")),
    async end() {
      await Promise.race([
        manager.systemctl("stop", "chiron").catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, endWithinMs).unref()),
      ]);
      await end();
    },
  };
};

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
}
