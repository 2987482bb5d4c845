/** `chiron ack ID`: I have seen it, and am on it. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

interface Options {
  readonly for?: string;
  readonly reason?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Says that you are on an incident: nothing is repeated, and time alone calls nobody else. A repair that fails still does.",
    )
    .argument("<id>", "the incident")
    .option("--for <time>", "for so long, such as 2h; by default as long as the incident is open")
    .option("--reason <text>", "for the record, and for whoever else looks")
    .addHelpText("after", '\nExample:\n  chiron ack inc-01k0abcd --for 2h --reason "I am on it"')
    .action(
      run((context, id: string, { for: length, reason }: Options) =>
        askAndTell(context, {
          method: "POST",
          path: pathOf("incidents", id, "acknowledge"),
          body: { ...(length === undefined ? {} : { for: length }), ...(reason === undefined ? {} : { reason }) },
        }),
      ),
    );
}
