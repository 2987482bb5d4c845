/** Prints what a command to the engine came to. */
import type { CommandResult } from "#core/model";
import { exitCodes } from "#core/model/plain";
import type { Ask } from "./client.ts";
import type { Context } from "./context.ts";
import { cleanLines } from "./terminal.ts";

/** For commands whose whole work is one request and one sentence. */
export async function askAndTell(context: Context, ask: Ask): Promise<number> {
  tellResult(context, await context.ask<CommandResult>(ask));
  return exitCodes.done;
}

export function tellResult({ terminal, wantsJson }: Context, result: CommandResult): void {
  if (wantsJson) terminal.json(result);
  else terminal.line(cleanLines(result.message));
}
