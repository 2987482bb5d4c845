/** `chiron config schema`: for editors that complete and check while one writes. */
import type { Command } from "commander";
import { exitCodes } from "#core/model/plain";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command.description("About the format of chiron.yaml.");
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
}
