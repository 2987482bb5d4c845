/** `chiron incident ID`: what exactly happened, and what is wanted from the reader. */
import type { Command } from "commander";
import type { IncidentDetail } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { liveOrKept, noteWhenKept } from "../source.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Tells an incident as a story: what happened, on what evidence, what was planned, judged and done, and what is wanted from you.",
    )
    .argument("<id>", "as `chiron incidents` lists it")
    .addHelpText("after", "\nExample:\n  chiron incident inc-01k0abcd --json | jq .outcome")
    .action(run((context, id: string) => incident(context, id)));
}

async function incident(context: Context, id: string): Promise<number> {
  const found = await liveOrKept(
    context,
    (ask) => ask<IncidentDetail>({ path: pathOf("incidents", id) }),
    (reader) => reader.incidentDetail(id) ?? notFound(id),
  );
  noteWhenKept(context, found);
  if (context.wantsJson) {
    context.terminal.json(found.value);
  } else {
    const { showIncident } = await import("../incident-page.ts");
    await showIncident(context.terminal, found.value);
  }
  return exitCodes.done;
}

function notFound(id: string): never {
  throw new ChironError("not_found", `there is no incident ${id}`, { help: "chiron incidents --all lists them" });
}
