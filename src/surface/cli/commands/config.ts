/** `chiron config`: the format of chiron.yaml, and what one comes to once packs and defaults are in it. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { cleanLines } from "../terminal.ts";

export function define(command: Command, run: Run): void {
  command.description("About chiron.yaml: its format, and what one comes to.");
  command
    .command("schema")
    .description("Prints the JSON Schema of chiron.yaml, for editors.")
    .addHelpText("after", "\nExample:\n  chiron config schema > chiron.schema.json")
    .action(
      run(async ({ terminal }) => {
        const { jsonSchemaOf } = await import("#core/config");
        terminal.json(jsonSchemaOf("config"));
        return exitCodes.done;
      }),
    );
  command
    .command("show")
    .description("Prints a configuration as Chiron understands it: packs expanded, defaults filled in, secrets masked.")
    .argument("[file]", "default: what --config says")
    .addHelpText("after", "\nExample:\n  chiron config show ./chiron.yaml")
    .action(run((context, file: string | undefined) => show(context, resolve(file ?? context.configFile))));
}

async function show({ terminal, wantsJson }: Context, file: string): Promise<number> {
  const { showConfiguration } = await import("#healers/engine");
  const shown = await showConfiguration(file);
  if (wantsJson) terminal.json(shown);
  else {
    const { stringify } = await import("yaml");
    terminal.line(cleanLines(stringify(shown, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()));
  }
  return exitCodes.done;
}
