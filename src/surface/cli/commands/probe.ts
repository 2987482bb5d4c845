/** `chiron probe TARGET`: fresh readings, now. */
import type { Command } from "commander";
import type { CommandResult, Reading } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { tellResult } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { printTable } from "../table.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Runs all probes of a target now, and shows what they read.")
    .argument("<target>", "as `chiron status` lists it")
    .addHelpText("after", "\nExample:\n  chiron probe web")
    .action(run((context, target: string) => probe(context, target)));
}

async function probe(context: Context, target: string): Promise<number> {
  const result = await context.ask<CommandResult>({
    method: "POST",
    path: pathOf("targets", target, "probe"),
    withinMs: 60_000,
  });
  const readings = (result.data?.readings ?? []) as readonly Reading[];
  if (context.wantsJson || readings.length === 0) {
    tellResult(context, result);
    return exitCodes.done;
  }
  const { tellValues } = await import("#surface/story");
  printTable(
    context.terminal,
    ["probe", "answer", "ms", "values"],
    readings.map(({ probe: name, available, latencyMs, error, values }) => [
      name,
      available ? "yes" : { text: "no", style: "red" },
      latencyMs.toFixed(1),
      [error ?? "", tellValues(values)].filter((part) => part !== "").join("; "),
    ]),
  );
  return exitCodes.done;
}
