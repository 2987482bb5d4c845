/** `chiron traces export`: the traces of past incidents, made again from the log. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { SinkContext, TraceSettings } from "#core/model";
import { ChironError, exitCodes, messageOf } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { withPlatform } from "../engine-process.ts";
import { moment } from "../moments.ts";
import { fromStore } from "../source.ts";
import { readVersion } from "../version.ts";
import { counted } from "../words.ts";

interface Options {
  readonly since?: number;
  readonly incident?: string;
  readonly endpoint?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description("Sends the traces of past incidents again, as the log has them.")
    .addHelpText("after", "\nExample:\n  chiron traces export --since 24h");
  command
    .command("export")
    .description(
      "Makes the spans of past incidents again, with the ids that they had, and sends them to the collector of chiron.yaml.",
    )
    .option("--since <when>", "only spans that ended then or later: 24h, 30d, 2026-03-01", moment)
    .option("--incident <id>", "only of this incident")
    .option("--endpoint <url>", "to this collector instead: http://127.0.0.1:4318/v1/traces")
    .addHelpText("after", "\nExample:\n  chiron traces export --since 24h")
    .action(run((context, options: Options) => exportTraces(context, options)));
}

async function exportTraces(context: Context, { since = 0, incident, endpoint }: Options): Promise<number> {
  const { terminal, wantsJson, dataDir, isRemote } = context;
  if (isRemote) throw new ChironError("bad_request", "the log is read where it lies; --url does not reach it");
  const settings = await settingsFor(context, endpoint);
  const absent = new ChironError("not_found", `there is no store in ${dataDir}`, {
    help: "`chiron up` makes one; --data-dir says where it is.",
  });
  const wanted = { settings: settings.traces, since, ...(incident === undefined ? {} : { incident }) };
  const { exportAgain } = await import("#surface/export");
  const sent = await fromStore(
    context,
    (reader) =>
      withPlatform(({ clock, files, network }) => {
        const environment = (name: string) => process.env[name];
        const means: SinkContext = { clock, files, network, environment, node: settings.node, version: readVersion() };
        return exportAgain({ events: (query) => reader.events(query) }, wanted, means);
      }),
    absent,
  ).catch((error: unknown) => {
    if (error instanceof ChironError) throw error;
    throw new ChironError("internal", `the collector did not take them: ${messageOf(error)}`, { cause: error });
  });
  if (wantsJson) terminal.json(sent);
  else {
    const refused = sent.refused === 0 ? "" : `; it refused ${sent.refused}`;
    terminal.line(`The collector took ${counted(sent.spans, "span")}${refused}.`);
  }
  return sent.refused === 0 ? exitCodes.done : exitCodes.failed;
}

async function settingsFor(
  { configFile }: Context,
  endpoint: string | undefined,
): Promise<{ readonly node: string; readonly traces: TraceSettings }> {
  if (endpoint !== undefined && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : ""))
    throw new ChironError("bad_request", `--endpoint ${endpoint} is not an address`);
  const [{ validateConfiguration }, { formatProblems }] = await Promise.all([
    import("#healers/engine"),
    import("#core/config"),
  ]);
  const read = await validateConfiguration(resolve(configFile));
  if (!read.ok) throw new ChironError("bad_config", formatProblems(read.problems));
  const { node, traces } = read.settings;
  if (traces !== null) return { node, traces: endpoint === undefined ? traces : { ...traces, endpoint } };
  if (endpoint === undefined) {
    throw new ChironError("bad_config", `${configFile} has no traces`, {
      help: "Name a collector there (traces: { endpoint: … }), or here with --endpoint.",
    });
  }
  const usual = { headerFile: null, headerEnv: null, from: "now", timeoutMs: 10_000, giveUpAfterMs: 0 } as const;
  return { node, traces: { ...usual, endpoint } };
}
