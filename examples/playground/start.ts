/**
 * The playground (`npm start`): starts Chiron with three little services, breaks one of them, tells what is seen, decided,
 * done and verified, and then stays up to be broken by hand. Ctrl-C ends all of it.
 */
import { createRealPlatform } from "#core/platform/real";
import { type Playground, preparePlayground } from "./show/folder.ts";
import { readOptions, usage } from "./show/options.ts";
import { play } from "./show/play.ts";
import { endProcesses } from "./show/processes.ts";
import { createTerminal, type Terminal } from "./show/terminal.ts";

const endGraceMs = 15_000;

async function main(terminal: Terminal): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  const ending = new AbortController();
  endOnSignal(ending, terminal);
  const platform = createRealPlatform();
  let playground: Playground | undefined;
  try {
    playground = await preparePlayground(options, platform.processes);
    await play(playground, terminal, ending.signal);
  } finally {
    ending.abort();
    // The engine ends its services itself. This is for what is left when somebody killed it, or when it did not start.
    if (playground !== undefined) await endProcesses(platform.processes, playground.folder, endGraceMs);
    platform.close();
  }
  terminal.line(`Ended; no process is left. What was on record stays in ${playground.data} until the next start.`);
}

/** The handlers stay: a second Ctrl-C must not end us before our services have ended. */
function endOnSignal(ending: AbortController, terminal: Terminal): void {
  const end = () => {
    if (ending.signal.aborted) return;
    terminal.line("\nEnding Chiron and its services …");
    ending.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  // Whoever read what we print has gone (`npm start | head`).
  process.stdout.on("error", () => ending.abort());
}

const terminal = createTerminal(process.stdout);
try {
  await main(terminal);
} catch (error) {
  terminal.line(terminal.red(`error: ${error instanceof Error ? error.message : error}`));
  process.exitCode = 1;
}
