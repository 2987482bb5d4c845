/** `chiron down`: ends the engine of this data folder, in order. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { clean } from "../terminal.ts";

interface Options {
  readonly keepServices?: boolean;
  /** Seconds. */
  readonly within: number;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Ends the engine that runs on this data folder, with the services that it supervises, and waits until it is gone.",
    )
    .option("--keep-services", "leave the services running; the next `chiron up` takes them up again")
    .option("--within <seconds>", "how long to wait for it", seconds, 120)
    .addHelpText("after", "\nExample:\n  chiron down --keep-services")
    .action(run((context, options: Options) => down(context, options)));
}

const pauseMs = 25;
const quietMs = 1_500;

async function down(context: Context, { keepServices, within }: Options): Promise<number> {
  const { terminal, dataDir, wantsJson } = context;
  if (context.isRemote)
    throw new ChironError("bad_request", "`down` ends the engine of this machine; it takes no --url");
  const { findEngine, isAlive, withPlatform } = await import("../engine-process.ts");
  return await withPlatform(async (platform) => {
    const engine = await findEngine(dataDir, platform);
    if (engine === undefined) throw new ChironError("not_running", `Chiron is not running on ${dataDir}`);
    const { process: identity } = engine;
    if (!platform.processes.signal(identity, keepServices ? "SIGUSR2" : "SIGTERM", "process")) {
      throw new ChironError("forbidden", `the engine (pid ${identity.pid}) cannot be ended by this user`);
    }
    const started = performance.now();
    let isTold = wantsJson;
    while (isAlive(platform, identity)) {
      const passedMs = performance.now() - started;
      if (passedMs > within * 1_000) {
        throw new ChironError("timeout", `the engine (pid ${identity.pid}) is still there after ${within} s`, {
          help: `It may wait for a service to end. A second signal ends it at once: kill ${identity.pid}`,
        });
      }
      if (!isTold && passedMs > quietMs)
        terminal.note(`Waiting for the engine (pid ${identity.pid}) and its services to end…`);
      isTold ||= passedMs > quietMs;
      await sleep(pauseMs);
    }
    if (wantsJson) terminal.json({ stopped: true, pid: identity.pid, keptServices: keepServices === true });
    else
      terminal.line(
        `chiron is down (it was pid ${identity.pid}, on ${clean(dataDir)})${keepServices ? "; its services go on" : ""}`,
      );
    return exitCodes.done;
  });
}

function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("It is a whole number of seconds.");
  return Number(text);
}
