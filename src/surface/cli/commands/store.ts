/** `chiron store`: a human decides with which store Chiron goes on. Works on the files; an engine that only observes notices it by itself. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { findEngine, withPlatform } from "../engine-process.ts";
import { clean } from "../terminal.ts";

export function define(command: Command, run: Run): void {
  command.description(
    "Puts a whole store in the place of a damaged one. What stood there is kept, in the folder `damaged`.",
  );
  command
    .command("restore")
    .description("Puts a copy of this file in the store's place, once its whole record has been proved.")
    .argument("<file>", "a chiron.db: a backup, or the damaged one after you mended it")
    .addHelpText("after", "\nExample:\n  chiron store restore /var/backups/chiron.db")
    .action(run((context, file: string) => restore(context, resolve(file))));
  command
    .command("fresh")
    .description("Begins an empty store: no history, no approvals.")
    .option("--yes", "do it")
    .addHelpText("after", "\nExample:\n  chiron store fresh --yes")
    .action(run((context, { yes }: { readonly yes?: boolean }) => fresh(context, yes === true)));
}

async function restore(context: Context, file: string): Promise<number> {
  await refuseWhileInUse(context);
  if (!existsSync(file)) throw new ChironError("not_found", `there is no file ${file}`);
  const { verifyLog } = await import("#core/log/verify");
  const { ok, events, problems } = verifyLog(file);
  if (!ok) {
    const why = problems
      .map(({ message }) => message)
      .slice(0, 3)
      .join("; ");
    throw new ChironError("conflict", `${file} is not whole either: ${why}`, {
      help: `chiron audit verify ${file} says more`,
    });
  }
  return replace(context, file, `The store is ${file} now, with ${events} events.`);
}

async function fresh(context: Context, isConfirmed: boolean): Promise<number> {
  await refuseWhileInUse(context);
  if (!isConfirmed) {
    throw new ChironError("bad_request", "a fresh store knows no history and no approvals", {
      help: "to begin one all the same: chiron store fresh --yes",
    });
  }
  return replace(context, undefined, "The store is a fresh one now.");
}

/** A store in use is not exchanged; one that is damaged is in use by nobody. */
async function refuseWhileInUse({ dataDir, isRemote }: Context): Promise<void> {
  if (isRemote) throw new ChironError("bad_request", "`store` works on the files of this machine; it takes no --url");
  const { readStoreTrouble } = await import("#healers/engine/record");
  const engine = await withPlatform((platform) => findEngine(dataDir, platform));
  if (engine !== undefined && readStoreTrouble(dataDir) === undefined)
    throw new ChironError("conflict", `the engine (pid ${engine.process.pid}) is using the store`, {
      help: "chiron down",
    });
}

async function replace(
  { dataDir, terminal, wantsJson }: Context,
  file: string | undefined,
  message: string,
): Promise<number> {
  const { replaceStore } = await import("#healers/engine/record");
  const old = replaceStore(dataDir, file, Date.now());
  if (wantsJson) terminal.json({ message, old });
  else terminal.line(`${clean(message)} What stood there is kept in ${clean(old)}.`);
  return exitCodes.done;
}
