/** `chiron reload`: a new configuration, all of it or nothing. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import type { Run } from "../context.ts";

/** Services that are new are started, those that are gone are stopped, each with its grace. */
const withinMs = 120_000;

export function define(command: Command, run: Run): void {
  command
    .description("Makes the engine read its configuration again. When anything in it is wrong, the old one stays.")
    .addHelpText("after", "\nExample:\n  chiron validate && chiron reload")
    .action(run((context) => askAndTell(context, { method: "POST", path: "reload", withinMs })));
}
