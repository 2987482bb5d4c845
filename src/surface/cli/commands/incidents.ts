/** `chiron incidents`: a row for each, newest first. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { IncidentQuery, IncidentSummary, Page } from "#core/model";
import { exitCodes, incidentStates } from "#core/model/plain";
import type { Client } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { liveOrKept, noteWhenKept } from "../source.ts";
import { printTable } from "../table.ts";
import { ago } from "../times.ts";
import { severityCell, stateCell } from "../words.ts";

interface Options {
  readonly all?: boolean;
  readonly state?: NonNullable<IncidentQuery["state"]>;
  readonly target?: string;
  readonly severity?: NonNullable<IncidentQuery["severity"]>;
  readonly limit?: number;
}

const pageSize = 500;

export function define(command: Command, run: Run): void {
  command
    .description("Lists the open incidents, newest first.")
    .option("--all", "those that are over, too")
    .addOption(new Option("--state <state>", "only in this state").choices(incidentStates))
    .option("--target <target>", "only of this target")
    .addOption(
      new Option("--severity <severity>", "only of this severity").choices(["low", "medium", "high", "critical"]),
    )
    .option("--limit <n>", "at most so many", wholeNumber)
    .addHelpText("after", "\nExample:\n  chiron incidents --all --target web --limit 20")
    .action(run((context, options: Options) => incidents(context, options)));
}

async function incidents(context: Context, options: Options): Promise<number> {
  const { terminal, wantsJson } = context;
  const { limit, ...filter } = options;
  const found = await liveOrKept(
    context,
    (ask) => gather((cursor) => askPage(ask, { ...filter, ...cursor }), limit),
    (reader) => gather((cursor) => reader.summaries({ ...filter, ...cursor, limit: pageSize }), limit),
  );
  noteWhenKept(context, found);
  if (wantsJson) {
    terminal.json(found.value);
    return exitCodes.done;
  }
  if (found.value.length === 0) {
    terminal.line(Object.keys(filter).length === 0 ? "No incident is open." : "No incident fits.");
    return exitCodes.done;
  }
  printTable(
    terminal,
    ["incident", "severity", "state", "opened", "what"],
    found.value.map(({ id, severity, state, openedAt, summary }) => [
      id,
      severityCell(severity),
      stateCell(state),
      ago(openedAt),
      summary,
    ]),
  );
  return exitCodes.done;
}

type Cursor = { readonly cursor?: string };

/** Page after page, until there is no next one or there are enough. */
async function gather(
  fetch: (cursor: Cursor) => Page<IncidentSummary> | Promise<Page<IncidentSummary>>,
  limit = Number.POSITIVE_INFINITY,
) {
  const items: IncidentSummary[] = [];
  let cursor: Cursor = {};
  for (;;) {
    const page = await fetch(cursor);
    items.push(...page.items);
    if (page.next === null || items.length >= limit) return items.slice(0, limit);
    cursor = { cursor: page.next };
  }
}

function askPage(ask: Client, query: IncidentQuery): Promise<Page<IncidentSummary>> {
  const given = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  const search = new URLSearchParams([...given, ["limit", String(pageSize)]]);
  return ask({ path: `incidents?${search.toString()}` });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It is a whole number, 1 or more.");
  return Number(text);
}
