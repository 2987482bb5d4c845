/** `chiron execute RUNBOOK --confirm`: a human runs it. The same guard, journal and verification as always. */
import type { Command } from "commander";
import type { CommandResult } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { tellResult } from "../answer.ts";
import { type Aim, addAim, bodyOf, rehearse } from "../by-hand.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";

/** Until it is verified; a runbook has its own time limit, which is shorter. */
const withinMs = 3_600_000;

export function define(command: Command, run: Run): void {
  addAim(command)
    .description(
      "Runs a runbook on your word, and verifies it. Without --confirm it only says what it would do (exit code 2).",
    )
    .option("--confirm", "do it")
    .addHelpText("after", "\nExample:\n  chiron execute rb-restart-service --target web --confirm")
    .action(
      run((context, runbook: string, { confirm, ...aim }: Aim & { readonly confirm?: boolean }) =>
        confirm ? execute(context, runbook, aim) : onlyShow(context, runbook, aim),
      ),
    );
}

async function onlyShow(context: Context, runbook: string, aim: Aim): Promise<number> {
  tellResult(context, await rehearse(context, runbook, aim));
  context.terminal.note("Nothing was done. Add --confirm to do it.");
  return exitCodes.usage;
}

async function execute(context: Context, runbook: string, aim: Aim): Promise<number> {
  const body = { ...bodyOf(aim), confirm: true };
  if (!context.wantsJson) context.terminal.note(`Running ${runbook}; this lasts until it is verified…`);
  const path = pathOf("runbooks", runbook, "execute");
  const result = await context.ask<CommandResult>({ method: "POST", path, body, withinMs });
  tellResult(context, result);
  const state = result.data?.state;
  if (state === undefined || state === "resolved") return exitCodes.done;
  return state === "escalated" ? exitCodes.humanNeeded : exitCodes.failed;
}
