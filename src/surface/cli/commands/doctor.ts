/** `chiron doctor`: can Chiron itself work here? */
import type { Command } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { clean, type Style } from "../terminal.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Checks that Chiron itself can work here, and says what to do where it cannot. Exit code 1 when something fails.",
    )
    .addHelpText("after", "\nExample:\n  chiron doctor --config ./chiron.yaml")
    .action(run((context) => doctor(context)));
}

const styles = { ok: "green", warn: "yellow", fail: "red" } as const satisfies Record<string, Style>;

async function doctor(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  if (context.isRemote) throw new ChironError("bad_request", "`doctor` looks at this machine; it takes no --url");
  const { examine } = await import("../doctor/index.ts");
  const checks = await examine(context);
  const isWell = checks.every(({ level }) => level !== "fail");
  if (wantsJson) {
    terminal.json({ ok: isWell, checks });
  } else {
    for (const { level, name, found, advice } of checks) {
      terminal.line(`${terminal.paint(styles[level], level.padEnd(4))}  ${name.padEnd(13)}  ${clean(found)}`);
      if (advice !== undefined) terminal.line(`${" ".repeat(21)}${clean(advice)}`);
    }
  }
  return isWell ? exitCodes.done : exitCodes.failed;
}
