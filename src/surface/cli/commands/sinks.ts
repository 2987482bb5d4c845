/** `chiron sinks`: where the log is brought to besides, and how far that has come. */
import type { Command } from "commander";
import type { Page, SinkView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { printTable } from "../table.ts";
import { ago } from "../times.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Shows each sink, and the traces: what it has taken, how far behind it is, and what went wrong last.")
    .addHelpText("after", "\nExample:\n  chiron sinks --json | jq '.[] | select(.behind > 0)'")
    .action(run((context) => sinks(context)));
}

async function sinks({ ask, terminal, wantsJson }: Context): Promise<number> {
  const { items } = await ask<Page<SinkView>>({ path: "sinks" });
  if (wantsJson) {
    terminal.json(items);
    return exitCodes.done;
  }
  if (items.length === 0) terminal.line("Nothing is configured: `sinks` and `traces` in chiron.yaml.");
  else printTable(terminal, ["sink", "kind", "state", "behind", "event", "last taken", "trouble"], items.map(rowOf));
  return exitCodes.done;
}

function rowOf({ id, kind, state, behind, seq, lastDeliveredAt, lastError }: SinkView) {
  const style = ({ idle: "green", delivering: undefined, failing: "red" } as const)[state];
  return [id, kind, { text: state, style }, String(behind), String(seq), ago(lastDeliveredAt), lastError ?? ""];
}
