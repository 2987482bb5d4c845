/** A runbook by hand: for what, and what it would do. */
import type { Command } from "commander";
import type { CommandResult } from "#core/model";
import { ChironError } from "#core/model/plain";
import { pathOf } from "./client.ts";
import type { Context } from "./context.ts";

export interface Aim {
  readonly target?: string;
  readonly incident?: string;
}

export function addAim(command: Command): Command {
  return command
    .argument("<runbook>", "as `chiron runbooks` lists it")
    .option("--target <target>", "for this target")
    .option("--incident <id>", "for this open incident");
}

export function bodyOf({ target, incident }: Aim): Aim {
  if (target === undefined && incident === undefined) {
    throw new ChironError("bad_request", "for what?", { help: "Say --target TARGET or --incident ID." });
  }
  return { ...(target === undefined ? {} : { target }), ...(incident === undefined ? {} : { incident }) };
}

/** Rehearsals look at files and processes, which may take its time. */
const rehearsalWithinMs = 60_000;

export function rehearse(context: Context, runbook: string, aim: Aim): Promise<CommandResult> {
  const path = pathOf("runbooks", runbook, "dry-run");
  return context.ask<CommandResult>({ method: "POST", path, body: bodyOf(aim), withinMs: rehearsalWithinMs });
}
