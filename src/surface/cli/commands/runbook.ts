/** `chiron runbook ID`, and what can be done with runbooks beside listing them. */
import type { Command } from "commander";
import type { Runbook, RunbookView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { approveRunbook } from "../approving.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { showRunbook } from "../runbook-page.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Shows a runbook: what it is for, what it does, and how it has done so far.")
    .usage("[options] <id>\n       chiron runbook schema\n       chiron runbook approve <id>")
    .argument("<id>", "as `chiron runbooks` lists it")
    .addHelpText(
      "after",
      "\nExample:\n  chiron runbook rb-restart-service\n  chiron runbook schema > runbook.schema.json",
    )
    .action(run((context, id: string) => runbook(context, id)));
  command
    .command("schema")
    .description("Prints the JSON Schema of runbooks, for editors.")
    .addHelpText("after", "\nExample:\n  chiron runbook schema > runbook.schema.json")
    .action(run((context) => schema(context)));
  command
    .command("approve")
    .description("Lets exactly this content of a runbook run by itself from now on.")
    .argument("<id>", "the runbook")
    .option("--hash <hash>", "only if it is still the content that `chiron runbook` showed")
    .addHelpText("after", "\nExample:\n  chiron runbook approve rb-restart-service --hash 5f2a77c01b9e")
    .action(run((context, id: string, { hash }: { readonly hash?: string }) => approveRunbook(context, id, hash)));
}

async function runbook(context: Context, id: string): Promise<number> {
  const found = await context.ask<RunbookView & { readonly definition: Runbook }>({ path: pathOf("runbooks", id) });
  if (context.wantsJson) context.terminal.json(found);
  else showRunbook(context.terminal, found);
  return exitCodes.done;
}

async function schema({ terminal }: Context): Promise<number> {
  const { jsonSchemaOf } = await import("#core/config");
  terminal.json(jsonSchemaOf("runbook"));
  return exitCodes.done;
}
