/** `chiron up`: becomes the watchdog, which starts the two healers and stays in the foreground. */
import { mkdirSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { ChironError } from "#core/model/plain";
import type { HealerArguments } from "#healers/mutual";
import type { Context, Run } from "../context.ts";

interface Options {
  readonly port?: number;
  readonly keepServices?: boolean;
  readonly unattended?: boolean;
  readonly detach?: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Runs Chiron (engine, mender and watchdog) in the foreground until SIGTERM or Ctrl-C; a second one ends it at once. SIGUSR2, or the end of the terminal, ends it and keeps the services running.",
    )
    .option(
      "--port <n>",
      "where API and Workbench answer on 127.0.0.1; 0 takes a free one (default: as configured, or 7717)",
      port,
    )
    .option("--keep-services", "leave the services running when it ends; the next `chiron up` takes them up again")
    .option("--detach", "go to the background once it is up; its output goes to chiron.log in the data folder")
    .option(
      "--unattended",
      "nobody stands by: start with the last configuration that worked when this one cannot be used",
    )
    .addHelpText("after", "\nExample:\n  chiron up --config ./chiron.yaml --data-dir ./data")
    .action(run((context, options: Options) => up(context, options)));
}

async function up(context: Context, options: Options): Promise<number> {
  if (context.isRemote) throw new ChironError("bad_request", "`up` runs here; it takes no --url");
  const { configFile, dataDir, wantsJson } = context;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const given: HealerArguments = {
    configFile: resolve(configFile),
    dataDir: realpathSync(dataDir),
    port: options.port,
    keepServices: options.keepServices === true,
    unattended: options.unattended === true,
    json: wantsJson,
  };
  const { commandOf, formatArguments } = await import("#healers/mutual");
  const words = commandOf("watchdog", ["--first", ...formatArguments(given)]);
  if (options.detach === true) {
    const { detach } = await import("../detach.ts");
    return detach(context, given.dataDir, words);
  }
  // This very process goes on as the watchdog: the same pid, and nothing of the command line is left in its memory.
  const { execve } = process;
  if (execve === undefined) throw new ChironError("internal", "this Node cannot replace a process by another program");
  execve.call(process, process.execPath, [process.execPath, ...words], process.env as NodeJS.ProcessEnv);
  throw new ChironError("internal", "the watchdog could not be started");
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return value;
}
