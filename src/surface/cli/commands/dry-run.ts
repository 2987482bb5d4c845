/** `chiron dry-run RUNBOOK`: what it would do, in words. */
import type { Command } from "commander";
import { exitCodes } from "#core/model/plain";
import { tellResult } from "../answer.ts";
import { type Aim, addAim, rehearse } from "../by-hand.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  addAim(command)
    .description(
      "Says in words what each step of a runbook would do, with the exact files, processes and commands. Changes nothing.",
    )
    .addHelpText("after", "\nExample:\n  chiron dry-run rb-restart-service --target web")
    .action(
      run(async (context, runbook: string, aim: Aim) => {
        tellResult(context, await rehearse(context, runbook, aim));
        return exitCodes.done;
      }),
    );
}
