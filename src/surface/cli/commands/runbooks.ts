/** `chiron runbooks`: what Chiron knows to do, and how far each may go. */
import type { Command } from "commander";
import type { Page, RunbookView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { type KeptRunbook, keptRunbooks } from "../kept.ts";
import { liveOrKept, noteWhenKept } from "../source.ts";
import { printTable } from "../table.ts";
import { modeCell } from "../words.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Lists the runbooks, what each is for, and whether it may run by itself.")
    .addHelpText("after", "\nExample:\n  chiron runbooks --json | jq '.[] | select(.mode == \"dry_run\").id'")
    .action(run((context) => runbooks(context)));
}

async function runbooks(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const found = await liveOrKept<readonly KeptRunbook[]>(
    context,
    async (ask) => (await ask<Page<RunbookView>>({ path: "runbooks" })).items,
    keptRunbooks,
  );
  noteWhenKept(context, found);
  if (wantsJson) {
    terminal.json(found.value);
    return exitCodes.done;
  }
  printTable(
    terminal,
    ["runbook", "mode", "risk", "confidence", "version", "source", "for"],
    found.value.map(({ id, mode, risk, confidence, version, source, matches }) => [
      id,
      modeCell(mode),
      risk ?? "-",
      confidence === undefined ? "-" : confidenceWords(confidence),
      String(version),
      source,
      matches?.join(", ") ?? "-",
    ]),
  );
  return exitCodes.done;
}

/** The lower end of the interval, which is what decides, and on how much it rests. */
function confidenceWords({ lower, outcomes }: RunbookView["confidence"]): string {
  return outcomes === 0 ? "not yet run" : `${lower.toFixed(2)} of ${outcomes}`;
}
