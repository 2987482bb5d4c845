/** A PM2 of the test's own. Its licence is the AGPL, so it is only run as a command, and is no dependency. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { requiredProgram } from "../../../tools/needs/fetched.ts";
import { commandOf, type Rig, type RigOptions, run } from "./rig.ts";

export interface Pm2Rig extends Rig {
  readonly home: string;
  readonly pm2: (...words: readonly string[]) => Promise<string>;
}

/** A daemon of the test's own, which its first command starts. */
export function ownPm2(t: TestContext): Pick<Pm2Rig, "home" | "pm2"> & { readonly program: string } {
  const program = requiredProgram("pm2");
  const home = mkdtempSync(join(tmpdir(), "chiron-pm2-"));
  const pm2 = (...words: readonly string[]) => run([process.execPath, program, ...words], { PM2_HOME: home }, 120_000);
  t.after(async () => {
    // Without its home it would only start another daemon.
    await pm2("kill");
    rmSync(home, { recursive: true, force: true });
  });
  return { home, pm2, program };
}

export async function pm2Rig(t: TestContext, options: RigOptions): Promise<Pm2Rig> {
  const { home, pm2, program } = ownPm2(t);
  const [script = "", ...words] = commandOf(options);
  const { restarts } = options;
  const app = {
    name: "web",
    script,
    args: words,
    interpreter: "none",
    autorestart: restarts !== false,
    ...(restarts === false ? {} : { restart_delay: restarts.afterSeconds * 1_000 }),
    // It gives up on what ends three times, however long it had lived before.
    max_restarts: 3,
    min_uptime: 60_000,
  };
  const file = join(home, "ecosystem.config.json");
  writeFileSync(file, JSON.stringify({ apps: [app] }));
  await pm2("start", file);
  return {
    home,
    pm2,
    supervisor: `pm2: { name: web, home: ${home}, command: [${process.execPath}, ${program}] }`,
    says: ["the PM2 app web", "sendSignal SIGKILL web", "restart web"],
    url: `http://127.0.0.1:${options.port}/`,
    start: async () => void (await pm2("start", "web")),
    stop: async () => void (await pm2("stop", "web")),
    restart: async () => void (await pm2("restart", "web")),
  };
}
