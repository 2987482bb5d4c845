/** `chiron silence`: nobody is told, and nothing is repaired; watching goes on. */
import type { Command } from "commander";
import type { Page, SilenceView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { tellMatchers } from "#core/model/switches";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { addSelection, endOf, matchersOf, type Selection } from "../switching.ts";
import { printTable } from "../table.ts";
import { ago } from "../times.ts";

export function define(command: Command, run: Run): void {
  command.description(
    "Silences: of what they fit nobody is told and nothing is repaired. Watching goes on, and shows it.",
  );
  const add = command
    .command("add")
    .description("Silences what all the given options fit. What is still bad when it ends is told then, once.");
  addSelection(add)
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .addHelpText(
      "after",
      '\nExample:\n  chiron silence add --target web --type http_down --for 2h --reason "a new release"',
    )
    .action(
      run((context, { reason, ...selection }: Selection & { readonly reason: string }) => {
        const body = { matchers: matchersOf(selection) ?? {}, reason, ...endOf(selection) };
        return askAndTell(context, { method: "POST", path: "silences", body });
      }),
    );
  command
    .command("list")
    .description("Lists the silences in force.")
    .addHelpText("after", "\nExample:\n  chiron silence list")
    .action(run((context) => list(context)));
  command
    .command("remove")
    .description("Ends a silence.")
    .argument("<id>", "as `chiron silence list` shows it")
    .addHelpText("after", "\nExample:\n  chiron silence remove sil-01k0abcd")
    .action(run((context, id: string) => askAndTell(context, { method: "DELETE", path: pathOf("silences", id) })));
}

async function list({ ask, wantsJson, terminal }: Context): Promise<number> {
  const { items } = await ask<Page<SilenceView>>({ path: "silences" });
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line("Nothing is silenced.");
  else {
    printTable(
      terminal,
      ["silence", "fits", "by", "since", "ends", "why"],
      items.map(({ id, matchers, by, since: from, until, reason }) => [
        id,
        tellMatchers(matchers),
        by,
        from === null ? "-" : ago(from),
        until === null ? "when it is removed" : ago(until),
        reason,
      ]),
    );
  }
  return exitCodes.done;
}
