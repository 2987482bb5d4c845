/** `chiron metrics`: what healing came to, each count with its time. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { MetricQuery, MetricRecord, Page } from "#core/model";
import { exitCodes, metricNames, parseDuration } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { liveOrKept, noteWhenKept } from "../source.ts";
import { printTable } from "../table.ts";

interface Options {
  readonly name?: NonNullable<MetricQuery["name"]>;
  readonly target?: string;
  readonly since: number;
  readonly limit: number;
}

const dayMs = 86_400_000;

export function define(command: Command, run: Run): void {
  command
    .description(
      "Lists what was detected, repaired, escalated and told, each with its time. The same counts stand in /metrics.",
    )
    .addOption(new Option("--name <metric>", "only this one").choices(metricNames))
    .option("--target <target>", "only of this target")
    .option("--since <duration>", "how far back: 90m, 24h, 30d", duration, dayMs)
    .option("--limit <n>", "the newest that many, up to 1000", wholeNumber, 200)
    .addHelpText("after", "\nExample:\n  chiron metrics --since 7d --name heal_escalation_fired --json")
    .action(run((context, options: Options) => metrics(context, options)));
}

async function metrics(context: Context, { since, ...filter }: Options): Promise<number> {
  const { terminal, wantsJson } = context;
  const from = Date.now() - since;
  const given = Object.entries({ ...filter, from }).map(([name, value]): [string, string] => [name, String(value)]);
  const found = await liveOrKept<readonly MetricRecord[]>(
    context,
    async (ask) => (await ask<Page<MetricRecord>>({ path: `metrics?${new URLSearchParams(given)}` })).items,
    (reader) => reader.metrics({ ...filter, from }),
  );
  noteWhenKept(context, found);
  if (wantsJson) {
    terminal.json(found.value);
    return exitCodes.done;
  }
  if (found.value.length === 0) {
    terminal.line("Nothing was counted in that time.");
    return exitCodes.done;
  }
  printTable(
    terminal,
    ["time", "metric", "anomaly", "target", "runbook", "incident", "by"],
    found.value.map(({ at, name, type, target, runbook, incident, label }) => [
      at,
      name,
      type ?? "-",
      target ?? "-",
      runbook ?? "-",
      incident ?? "-",
      label ?? "-",
    ]),
  );
  return exitCodes.done;
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("It is a duration such as 90m, 24h or 30d.");
  return ms;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1_000)
    throw new InvalidArgumentError("It is a whole number, 1 to 1000.");
  return Number(text);
}
