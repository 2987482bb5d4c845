/** `chiron model test`: what would a language model be told, and does it answer? */
import type { Command } from "commander";
import type { CommandResult } from "#core/model";
import { ChironError, exitCodes, formatDuration } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { withPlatform } from "../engine-process.ts";
import { cleanLines } from "../terminal.ts";

interface Options {
  readonly send: boolean;
}

interface Trial {
  readonly ok: boolean;
  readonly preview: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly bytes: number;
  };
  readonly result: string | null;
  readonly cost: {
    readonly durationMs: number;
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
  } | null;
}

/** The longest time-out that can be configured is far beyond what anybody waits for. */
const withinMs = 300_000;

export function define(command: Command, run: Run): void {
  command
    .description("About the language model that may be asked for help; there is none unless one is configured.")
    .addHelpText("after", "\nExample:\n  chiron model test");
  command
    .command("test")
    .description(
      "Shows what would be sent, without the key, asks something harmless, and says whether the answer could be used: by the engine that runs, else from here. Exit code 1 when it could not.",
    )
    .option("--no-send", "only show what would be sent")
    .addHelpText("after", "\nExample:\n  chiron model test --no-send")
    .action(run((context, options: Options) => test(context, options)));
}

async function test(context: Context, options: Options): Promise<number> {
  const trial = await byEngine(context, options).catch((error: unknown) => {
    if (context.isRemote || !(error instanceof ChironError) || error.code !== "not_running") throw error;
    return fromHere(context, options);
  });
  if (context.wantsJson) context.terminal.json(trial);
  else show(context, trial);
  return trial.ok ? exitCodes.done : exitCodes.failed;
}

function show({ terminal }: Context, { ok, preview, result, cost }: Trial): void {
  const { method, url, headers, body, bytes } = preview;
  terminal.line(cleanLines(`${method} ${url}`));
  for (const [name, value] of Object.entries(headers)) terminal.line(cleanLines(`${name}: ${value}`));
  terminal.line(cleanLines(JSON.stringify(body, null, 2)));
  terminal.line();
  if (result === null) {
    terminal.line(`${bytes} bytes; nothing was sent.`);
    return;
  }
  const tokens = cost?.inputTokens == null ? "" : `, ${cost.inputTokens} tokens in, ${cost.outputTokens ?? 0} out`;
  const facts = cost === null ? "" : ` (after ${formatDuration(cost.durationMs)}${tokens})`;
  terminal.line(`${terminal.paint(ok ? "green" : "red", ok ? "works" : "failed")}: ${cleanLines(result)}${facts}`);
}

/** The engine has the environment, the user and the configuration that count. */
async function byEngine({ ask }: Context, { send }: Options): Promise<Trial> {
  const { data } = await ask<CommandResult>({ method: "POST", path: "model/test", body: { send }, withinMs });
  return data as unknown as Trial;
}

async function fromHere({ configFile }: Context, { send }: Options): Promise<Trial> {
  const [{ validateConfiguration, tryModelHere }, { formatProblems }] = await Promise.all([
    import("#healers/engine"),
    import("#core/config"),
  ]);
  const read = await validateConfiguration(configFile);
  if (!read.ok) throw new ChironError("bad_config", formatProblems(read.problems));
  return withPlatform((platform) => tryModelHere(read.settings, platform, send)) as Promise<Trial>;
}
