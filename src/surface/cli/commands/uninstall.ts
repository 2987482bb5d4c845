/** `chiron uninstall`: takes away what `chiron install` wrote, and nothing else. */
import type { Command } from "commander";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { clean } from "../terminal.ts";
import { checkChoice, type InstallOptions } from "./install.ts";

interface Options extends Pick<InstallOptions, "systemd" | "user" | "pm2" | "name"> {
  readonly disable?: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description("Removes the systemd unit or PM2 file that `chiron install` wrote. Data and configuration stay.")
    .option("--systemd", "the unit of systemd")
    .option("--user", "with --systemd: of your user manager")
    .option("--pm2", "the file for PM2")
    .option("--name <name>", "what it is called there", "chiron")
    .option("--disable", "with --systemd: stop it first, and at every boot from now on")
    .addHelpText("after", "\nExample:\n  chiron uninstall --systemd --disable")
    .action(run((context, options: Options) => uninstall(context, options)));
}

async function uninstall(context: Context, options: Options): Promise<number> {
  checkChoice(options);
  const { removalOf } = await import("../install/index.ts");
  const { file, remove } = removalOf(context, options);
  remove();
  const { terminal, wantsJson } = context;
  if (wantsJson) terminal.json({ file });
  else terminal.line(`Removed: ${clean(file)}`);
  return exitCodes.done;
}
