/** `chiron install`: a file by which systemd or PM2 starts Chiron at boot, and again whenever it ends. */
import { type Command, InvalidArgumentError } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { clean, cleanLines } from "../terminal.ts";

export interface InstallOptions {
  readonly systemd?: boolean;
  readonly user?: boolean;
  readonly pm2?: boolean;
  readonly name: string;
  readonly enable?: boolean;
  readonly dryRun?: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Writes a systemd unit or a PM2 file that runs `chiron up` with this configuration and data folder. Nothing is enabled unless you say so, and no file is overwritten that Chiron did not write.",
    )
    .option("--systemd", "a unit of systemd")
    .option("--user", "with --systemd: of your user manager, not of the system")
    .option("--pm2", "a file for PM2, beside the configuration")
    .option("--name <name>", "what it is called there", name, "chiron")
    .option("--enable", "with --systemd: start it now, and at every boot")
    .option("--dry-run", "print the file, and write nothing")
    .addHelpText("after", "\nExample:\n  chiron --config /etc/chiron/chiron.yaml install --systemd --dry-run")
    .action(run((context, options: InstallOptions) => install(context, options)));
}

async function install(context: Context, options: InstallOptions): Promise<number> {
  checkChoice(options);
  const { planOf } = await import("../install/index.ts");
  const plan = planOf(context, options);
  const { terminal, wantsJson } = context;
  if (options.dryRun === true) {
    if (wantsJson) terminal.json({ file: plan.file, text: plan.text });
    else terminal.line(`# ${clean(plan.file)}\n${cleanLines(plan.text).trimEnd()}`);
    return exitCodes.done;
  }
  await refuseUnusable(context);
  const changed = plan.write();
  if (options.enable === true) plan.enable();
  const message = `${changed ? "Written" : "Unchanged"}: ${plan.file}`;
  if (wantsJson) terminal.json({ file: plan.file, changed, next: options.enable === true ? [] : plan.next });
  else {
    terminal.line(clean(message));
    if (options.enable !== true)
      for (const line of ["To start it, now and at every boot:", ...plan.next]) terminal.line(clean(line));
  }
  return exitCodes.done;
}

export function checkChoice({ systemd, user, pm2, enable }: Partial<InstallOptions>): void {
  if ((systemd === true) === (pm2 === true))
    throw new ChironError("bad_request", "say which: --systemd or --pm2", {
      help: "Without either: chiron up --detach",
    });
  if (pm2 === true && (user === true || enable === true))
    throw new ChironError("bad_request", "--user and --enable belong to --systemd");
}

/** What would fail at the next boot is better told now. */
async function refuseUnusable({ configFile }: Context): Promise<void> {
  const { validateConfiguration } = await import("#healers/engine");
  const read = await validateConfiguration(configFile);
  if (!read.ok)
    throw new ChironError("bad_config", `${configFile} cannot be used`, { help: "chiron validate says why" });
}

function name(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text))
    throw new InvalidArgumentError("It holds letters, digits, '_' and '-', 64 at most.");
  return text;
}
