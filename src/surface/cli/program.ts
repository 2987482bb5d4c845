/**
 * Finds the command that is meant and loads only that: `chiron status` has 150 ms for everything. All others are known to
 * the parser by name, for the help and for "did you mean".
 */
import { Command, CommanderError } from "commander";
import { exitCodes } from "#core/model/plain";
import { commandTable } from "./commands/index.ts";
import { type Context, createContext, type GlobalOptions, type Run } from "./context.ts";
import { tellFailure } from "./failing.ts";
import { createTerminal } from "./terminal.ts";
import { readVersion } from "./version.ts";

/** Runs one command line to its end. Returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // Somebody who reads only the first lines (`| head`) closes the pipe: that is no trouble.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.done);
  });
  const program = createProgram(argv);
  let exitCode: number = exitCodes.done;
  const run: Run =
    (work) =>
    async (...args) => {
      exitCode = await work(contextOf(program), ...args);
    };
  const wanted = namedCommands(argv);
  try {
    for (const { name, summary, load } of commandTable) {
      const command = program.command(name).summary(summary).description(`${summary}.`);
      if (wanted.has(name)) (await load()).define(command, run);
      else command.allowUnknownOption().allowExcessArguments();
    }
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { color, json } = program.opts<GlobalOptions>();
    const terminal = createTerminal({
      color,
      environment: process.env,
      output: process.stdout,
      errors: process.stderr,
    });
    return tellFailure(terminal, error, json === true);
  }
}

function contextOf(program: Command): Context {
  const options = program.opts<GlobalOptions>();
  // Not as parser options, which would show a token in the help.
  const url = options.url ?? process.env.CHIRON_URL;
  const token = options.token ?? process.env.CHIRON_TOKEN;
  return createContext({ ...options, ...(url ? { url } : {}), ...(token ? { token } : {}) });
}

function createProgram(argv: readonly string[]): Command {
  const program = new Command("chiron")
    .description(
      "Watches services and hosts, repairs them by runbook, verifies, and tells a human only what needs a human.",
    )
    .option("--config <file>", "the configuration", "./chiron.yaml")
    .option(
      "--data-dir <dir>",
      "where Chiron keeps its data (default: $XDG_STATE_HOME/chiron or ~/.local/state/chiron)",
    )
    .option("--url <url>", "an engine elsewhere, instead of the socket in the data folder (or CHIRON_URL)")
    .option("--token <token>", "what lets you in there (better in CHIRON_TOKEN, which others cannot see)")
    .option("--json", "print JSON, for programs")
    .option("--no-color", "no colours, also on a terminal")
    .configureHelp({ showGlobalOptions: true })
    .helpCommand("help [command]", "explain a command")
    .addHelpText("after", exitCodesHelp)
    .exitOverride();
  // The file that it stands in is read only when it is asked for.
  const isAsked = argv.includes("--version") || argv.includes("-V");
  return program.version(isAsked ? readVersion() : "");
}

const exitCodesHelp = `
Exit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 not running, 4 refused by policy, 5 a human is needed.`;

/** Every word that could be the command; one or two when an option's value or `help` stands before it. */
function namedCommands(argv: readonly string[]): ReadonlySet<string> {
  return new Set(argv);
}
