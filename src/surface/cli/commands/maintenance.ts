/** `chiron maintenance`: windows in which nothing is repaired by itself. */
import { type Command, Option } from "commander";
import type { Page, WindowView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { tellMatchers } from "#core/model/switches";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { addSelection, endOf, matchersOf, type Selection } from "../switching.ts";
import { printTable } from "../table.ts";

interface StartOptions extends Selection {
  readonly reason: string;
  readonly name?: string;
  readonly freeze?: boolean;
  readonly messages?: "keep" | "send";
}

export function define(command: Command, run: Run): void {
  command.description("Maintenance windows and change freezes: nothing is repaired by itself. Watching goes on.");
  const start = command
    .command("start")
    .description("Opens a window, for everything or for what the options fit. Messages are kept back until it ends.");
  addSelection(start)
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .option("--name <name>", "what to call it")
    .option("--freeze", "a change freeze: trouble is not expected, and is told")
    .addOption(new Option("--messages <what>", "whether messages are kept back").choices(["keep", "send"]))
    .addHelpText("after", '\nExample:\n  chiron maintenance start --group shop --for 1h --reason "a new database"')
    .action(run((context, options: StartOptions) => begin(context, options)));
  command
    .command("end")
    .description("Closes a window: what is still bad is looked at now, and told once.")
    .argument("<name>", "as `chiron maintenance list` shows it")
    .addHelpText("after", "\nExample:\n  chiron maintenance end mnt-01k0abcd")
    .action(
      run((context, name: string) => askAndTell(context, { method: "DELETE", path: pathOf("maintenance", name) })),
    );
  command
    .command("list")
    .description("Lists the windows that are open, and those to come.")
    .addHelpText("after", "\nExample:\n  chiron maintenance list")
    .action(run((context) => list(context)));
}

function begin(context: Context, { reason, name, freeze, messages, ...selection }: StartOptions): Promise<number> {
  const matchers = matchersOf(selection);
  const body = {
    reason,
    kind: freeze === true ? "freeze" : "maintenance",
    ...endOf(selection),
    ...(name === undefined ? {} : { name }),
    ...(matchers === undefined ? {} : { matchers }),
    ...(messages === undefined ? {} : { messages }),
  };
  return askAndTell(context, { method: "POST", path: "maintenance", body });
}

async function list({ ask, wantsJson, terminal }: Context): Promise<number> {
  const { items } = await ask<Page<WindowView>>({ path: "maintenance" });
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line("No window is open, and none is to come.");
  else {
    printTable(
      terminal,
      ["window", "kind", "for", "open", "ends or opens", "messages", "why"],
      items.map(({ name, kind, matchers, open, until, nextAt, messages, reason }) => [
        name,
        kind,
        matchers === null ? "everything" : tellMatchers(matchers),
        open ? { text: "yes", style: "yellow" } : "no",
        open ? (until ?? "when it is ended") : (nextAt ?? "-"),
        messages === "keep" ? "kept back" : "sent",
        reason,
      ]),
    );
  }
  return exitCodes.done;
}
