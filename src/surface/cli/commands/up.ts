/** `chiron up`: the engine in the foreground, from its first line to a proper end. */
import { flushCompileCache } from "node:module";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { ChironError, exitCodes } from "#core/model/plain";
import type { RunningEngine } from "#healers/engine";
import type { Context, Run } from "../context.ts";
import { loadInEnglish, shedStartup, stayLean } from "../lean.ts";
import { clean, cleanLines } from "../terminal.ts";
import { counted } from "../words.ts";

interface Options {
  readonly port?: number;
  readonly keepServices?: boolean;
}

/** Why it ends, and whether the services end with it. */
interface Ending {
  readonly reason: string;
  readonly keepServices: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Runs Chiron in the foreground until SIGTERM or Ctrl-C; a second one ends it at once. SIGUSR2, or the end of the terminal, ends it and keeps the services running.",
    )
    .option(
      "--port <n>",
      "where API and Workbench answer on 127.0.0.1; 0 takes a free one (default: as configured, or 7717)",
      port,
    )
    .option("--keep-services", "leave the services running when it ends; the next `chiron up` takes them up again")
    .addHelpText("after", "\nExample:\n  chiron up --config ./chiron.yaml --data-dir ./data")
    .action(run((context, options: Options) => up(context, options)));
}

async function up(context: Context, options: Options): Promise<number> {
  if (context.isRemote) throw new ChironError("bad_request", "`up` runs here; it takes no --url");
  const { terminal, dataDir } = context;
  const signalled = waitForSignal(options.keepServices === true);
  stayLean();
  const { runEngine, goesOn } = await loadInEnglish(() => import("#healers/engine"));
  const begin = () =>
    runEngine({
      configFile: resolve(context.configFile),
      dataDir,
      say: (line) => terminal.note(cleanLines(line)),
      ...(options.port === undefined ? {} : { port: options.port }),
    });
  let engine = await begin();
  shedStartup();
  tellReady(context, engine);
  // A process that is killed has no time for it; the next start is then as quick as this could have been.
  flushCompileCache();
  for (;;) {
    if (engine.observing) terminal.note("chiron: only observing, because its own store is damaged; see: chiron status");
    const ending = await Promise.race([signalled, engine.failed]);
    if (!(ending instanceof Error)) {
      await engine.stop(ending);
      return leave(exitCodes.done);
    }
    const isToGoOn = goesOn(ending);
    terminal.note(
      `chiron: ${isToGoOn ? "beginning anew" : "ending, because the store failed"}: ${clean(ending.message)}`,
    );
    await engine.stop({ reason: ending.message, keepServices: true });
    if (!isToGoOn) return leave(exitCodes.failed);
    engine = await begin();
  }
}

function tellReady({ terminal, wantsJson, dataDir }: Context, { targets, address }: RunningEngine): void {
  if (wantsJson) terminal.jsonLine({ ready: true, pid: process.pid, targets, address, dataDir });
  else terminal.line(`chiron is up: ${counted(targets, "target")}, ${address}, data in ${clean(dataDir)}`);
}

const endings: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGTERM: "SIGTERM",
  SIGINT: "Ctrl-C",
  SIGUSR2: "SIGUSR2",
  SIGHUP: "the terminal is gone",
};
/** These end the engine alone; the services go on and are adopted by the next one. */
const keeping = new Set(["SIGUSR2", "SIGHUP"]);

/** The first signal ends it in order, the second at once. */
function waitForSignal(keepServices: boolean): Promise<Ending> {
  const { promise, resolve: resolveFirst } = Promise.withResolvers<Ending>();
  let isEnding = false;
  const onSignal = (signal: NodeJS.Signals) => {
    // When all is done already, this has its exit code.
    if (isEnding) process.exit(process.exitCode ?? exitCodes.failed);
    isEnding = true;
    resolveFirst({ reason: endings[signal] ?? signal, keepServices: keepServices || keeping.has(signal) });
  };
  for (const name of Object.keys(endings) as NodeJS.Signals[]) process.on(name, onSignal);
  return promise;
}

const lingerMs = 250;

/** Everything was closed, and is durable; a timer that somebody forgot does not hold the process. */
function leave(exitCode: number): number {
  setTimeout(() => process.exit(exitCode), lingerMs).unref();
  return exitCode;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return value;
}
