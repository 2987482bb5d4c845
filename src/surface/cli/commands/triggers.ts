/** `chiron triggers`: what outsiders say is wrong. */
import type { Command } from "commander";
import type { Page, TriggerView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { printTable } from "../table.ts";
import { ago } from "../times.ts";
import { severityCell } from "../words.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Lists what alerts, events, webhooks, schedules and people say is wrong, and have not called over.")
    .addHelpText("after", "\nExample:\n  chiron triggers")
    .action(run((context) => list(context)));
}

async function list({ ask, wantsJson, terminal }: Context): Promise<number> {
  const { items } = await ask<Page<TriggerView>>({ path: "triggers" });
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line("Nobody says that anything is wrong.");
  else {
    printTable(
      terminal,
      ["from", "target", "severity", "since", "incident", "what"],
      items.map(({ source, target, unknown, severity, at, incident, title }) => [
        source,
        unknown === null ? target : { text: `${unknown || "none"} (not declared)`, style: "yellow" },
        severityCell(severity),
        ago(at),
        incident ?? "dismissed",
        title,
      ]),
    );
  }
  return exitCodes.done;
}
