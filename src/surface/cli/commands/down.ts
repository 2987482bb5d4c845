/** `chiron down`: ends engine, mender and watchdog of this data folder, in order. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { ProcessIdentity } from "#core/model";
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
      "Ends the Chiron that runs on this data folder (engine, mender and watchdog), with the services that it supervises, and waits until all of it is gone.",
    )
    .option("--keep-services", "leave the services running; the next `chiron up` takes them up again")
    .option("--within <seconds>", "how long to wait for it", seconds, 120)
    .addHelpText("after", "\nExample:\n  chiron down --keep-services")
    .action(run((context, options: Options) => down(context, options)));
}

const pauseMs = 25;
const quietMs = 1_500;

async function down(context: Context, { keepServices = false, within }: Options): Promise<number> {
  const { terminal, dataDir, wantsJson } = context;
  if (context.isRemote)
    throw new ChironError("bad_request", "`down` ends the Chiron of this machine; it takes no --url");
  const { findHealers, beginEnd } = await import("../healer-processes.ts");
  const first = await findHealers(dataDir);
  const [head] = first;
  if (head === undefined) throw new ChironError("not_running", `Chiron is not running on ${dataDir}`);
  const end = await beginEnd(dataDir, keepServices);
  try {
    const started = performance.now();
    let isTold = wantsJson;
    for (;;) {
      const left = await findHealers(dataDir);
      const [next] = left;
      if (next === undefined) break;
      end.tell(left);
      const passedMs = performance.now() - started;
      if (passedMs > within * 1_000) throw stillThere(next.process, next.role, within);
      if (!isTold && passedMs > quietMs)
        terminal.note(`Waiting for Chiron (pid ${head.process.pid}) and its services to end…`);
      isTold ||= passedMs > quietMs;
      await sleep(pauseMs);
    }
  } finally {
    end.over();
  }
  const { pid } = head.process;
  if (wantsJson) terminal.json({ stopped: true, pid, keptServices: keepServices });
  else
    terminal.line(
      `chiron is down (it was pid ${pid}, on ${clean(dataDir)})${keepServices ? "; its services go on" : ""}`,
    );
  return exitCodes.done;
}

function stillThere({ pid }: ProcessIdentity, role: string, within: number): ChironError {
  return new ChironError("timeout", `the ${role} (pid ${pid}) is still there after ${within} s`, {
    help: `It may wait for a service to end. A second signal ends it at once: kill ${pid}`,
  });
}

function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("It is a whole number of seconds.");
  return Number(text);
}
