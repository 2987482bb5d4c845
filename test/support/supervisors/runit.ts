/** A runsv of the test's own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { commandOf, type Rig, type RigOptions, run } from "./rig.ts";

export async function runitRig(t: TestContext, options: Omit<RigOptions, "restarts">): Promise<Rig> {
  const service = join(options.folder, "sv", "web");
  mkdirSync(service, { recursive: true });
  const script = `#!/bin/sh\nexec ${commandOf({ ...options, restarts: false }).join(" ")}\n`;
  writeFileSync(join(service, "run"), script);
  chmodSync(join(service, "run"), 0o755);
  const child = spawn("runsv", [service], { stdio: "ignore" });
  t.after(async () => {
    const ended = once(child, "exit");
    // It ends what it runs, and then itself; what holds still is woken up.
    await run(["sv", "force-shutdown", service]).catch(() => undefined);
    child.kill("SIGTERM");
    await ended;
  });
  await until("runsv listens", () => existsSync(join(service, "supervise", "ok")));
  const sv = async (word: string) => void (await run(["sv", word, service]));
  return {
    supervisor: `runit: { service: web, services: ${join(options.folder, "sv")} }`,
    says: [`the runit service ${service}`, `"ku" into ${service}/supervise/control`],
    url: `http://127.0.0.1:${options.port}/`,
    start: () => sv("up"),
    stop: () => sv("down"),
    restart: () => sv("restart"),
  };
}
