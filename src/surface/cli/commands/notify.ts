/** `chiron notify test`: does what would wake somebody reach them? */
import { type Command, Option } from "commander";
import type { ChannelTrial, CommandResult } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { withPlatform } from "../engine-process.ts";
import { printTable } from "../table.ts";

interface Options {
  readonly route?: "notice" | "page";
  readonly channel?: string;
}

/** As long as a channel may take, and a little. */
const withinMs = 90_000;
const attemptMs = 60_000;

export function define(command: Command, run: Run): void {
  command.description("About the ways by which Chiron tells a human.");
  command
    .command("test")
    .description(
      "Sends one test message through each configured channel and shows what came back: by the engine that runs, else from here. Exit code 1 when any failed.",
    )
    .addOption(new Option("--route <route>", "only the channels of this route").choices(["notice", "page"]))
    .option("--channel <name>", "only this channel, or all of this kind")
    .addHelpText("after", "\nExample:\n  chiron notify test --route page")
    .action(run((context, options: Options) => test(context, options)));
}

async function test(context: Context, options: Options): Promise<number> {
  const { terminal, wantsJson } = context;
  const results = await byEngine(context, options).catch((error: unknown) => {
    if (context.isRemote || !(error instanceof ChironError) || error.code !== "not_running") throw error;
    return fromHere(context, options);
  });
  const ok = results.every(({ delivered }) => delivered);
  if (wantsJson) terminal.json({ ok, results });
  else {
    const rows = results.map(({ route, channel, delivered, unknown, tookMs, detail }) => [
      route,
      channel,
      delivered
        ? { text: "delivered", style: "green" as const }
        : { text: unknown ? "nobody knows" : "failed", style: "red" as const },
      String(tookMs),
      detail,
    ]);
    printTable(terminal, ["route", "channel", "result", "ms", "what came back"], rows);
  }
  return ok ? exitCodes.done : exitCodes.failed;
}

/** The engine has the environment, the user and the configuration that count. */
async function byEngine({ ask }: Context, options: Options): Promise<readonly ChannelTrial[]> {
  const { data } = await ask<CommandResult>({ method: "POST", path: "notify/test", body: options, withinMs });
  return (data?.results ?? []) as readonly ChannelTrial[];
}

async function fromHere({ configFile, dataDir }: Context, options: Options): Promise<readonly ChannelTrial[]> {
  const [{ validateConfiguration }, { formatProblems }, { channels, tryOut }] = await Promise.all([
    import("#healers/engine"),
    import("#core/config"),
    import("#surface/notify"),
  ]);
  const read = await validateConfiguration(configFile);
  if (!read.ok) throw new ChironError("bad_config", formatProblems(read.problems));
  const { notify, node } = read.settings;
  const { mkdirSync } = process.getBuiltinModule("node:fs");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return withPlatform((platform) => {
    const { clock, ids, files, network, processes } = platform;
    const environment = (name: string) => process.env[name];
    const context = { clock, files, network, processes, environment, node, dataDir };
    const means = { channels, clock, context, attemptMs, ending: new AbortController().signal };
    return tryOut({ ...means, notify, id: ids.next("test") }, options);
  });
}
