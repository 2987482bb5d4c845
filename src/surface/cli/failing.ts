/** How a command ends that could not do its work: what is wrong, what to do, and the exit code of the table. */
import { ChironError, errorTable, messageOf } from "#core/model/plain";
import { clean, cleanLines, type Terminal } from "./terminal.ts";

export function tellFailure(terminal: Terminal, error: unknown, wantsJson: boolean): number {
  const known = error instanceof ChironError ? error : new ChironError("internal", messageOf(error), { cause: error });
  const { code, message, help } = known;
  if (wantsJson) {
    terminal.note(clean(JSON.stringify({ code, message, ...(help === undefined ? {} : { help }) })));
  } else {
    terminal.note(`${terminal.paint("red", "chiron:")} ${cleanLines(message)}`);
    if (help !== undefined) terminal.note(`  ${cleanLines(help)}`);
    if (!(error instanceof ChironError) && error instanceof Error && process.env.CHIRON_DEBUG)
      terminal.note(String(error.stack));
  }
  return errorTable[code].exit;
}
