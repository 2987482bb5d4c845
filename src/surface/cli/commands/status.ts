/** `chiron status`: is anything wrong? Answers at once, also when the engine is down. */
import type { Command } from "commander";
import type { IncidentSummary, Page, Status, TargetView } from "#core/model";
import { ChironError, exitCodes, processStatusOf } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { emptyStatus, keptStatus, lastEnd } from "../kept.ts";
import { fromStore } from "../source.ts";
import { showStatus } from "../status-page.ts";

/** An engine that does not answer by then is stuck; what the store knows is then better than waiting. */
const patienceMs = 3_000;

export function define(command: Command, run: Run): void {
  command
    .description(
      "Is anything wrong? Shows health, targets and open incidents; answers also when the engine is down (exit code 3).",
    )
    .addHelpText("after", "\nExample:\n  chiron status --json | jq .incidents.open")
    .action(run((context) => status(context)));
}

async function status(context: Context): Promise<number> {
  try {
    return await showLive(context);
  } catch (error) {
    if (context.isRemote || !(error instanceof ChironError)) throw error;
    if (error.code !== "not_running" && error.code !== "timeout") throw error;
    return showKept(context, error);
  }
}

async function showLive(context: Context): Promise<number> {
  const { ask, wantsJson, terminal } = context;
  const get = <T>(path: string) => ask<T>({ path, withinMs: patienceMs });
  if (wantsJson) {
    terminal.json(await get<Status>("status"));
    return exitCodes.done;
  }
  const [now, targets, incidents] = await Promise.all([
    get<Status>("status"),
    get<Page<TargetView>>("targets"),
    get<Page<IncidentSummary>>("incidents"),
  ]);
  showStatus(terminal, now, { targets: targets.items, incidents: incidents.items });
  return exitCodes.done;
}

/** The engine is gone, or does not answer. */
async function showKept(context: Context, trouble: ChironError): Promise<number> {
  const { terminal, wantsJson } = context;
  const { readStoreTrouble } = await import("#healers/engine/record");
  const damage = readStoreTrouble(context.dataDir);
  const nothing = { now: emptyStatus(), incidents: [], end: undefined };
  const kept = await fromStore(
    context,
    (reader) => ({ now: keptStatus(reader), incidents: reader.summaries().items, end: lastEnd(reader) }),
    new ChironError("not_found", "no store"),
  ).catch((error: unknown) => {
    // Of a damaged store is shown what it still gives.
    if (damage !== undefined || (error instanceof ChironError && error.code === "not_found")) return nothing;
    throw error;
  });
  const there = { ...kept.now, ...(await othersThere(context.dataDir)) };
  const now = damage === undefined ? there : { ...there, store: { ...damage, state: "damaged" as const } };
  if (wantsJson) terminal.json(now);
  else
    showStatus(terminal, now, {
      targets: [],
      incidents: kept.incidents,
      end: kept.end ?? null,
      dataDir: context.dataDir,
    });
  if (trouble.code === "not_running") return exitCodes.notRunning;
  throw trouble;
}

/** They can be there while the engine is not: for a moment, or because it cannot be started. */
async function othersThere(dataDir: string): Promise<Pick<Status, "mender" | "watchdog">> {
  const { healerViews } = await import("#healers/mutual");
  const views = healerViews(dataDir, {}, Date.now());
  const of = (wanted: string) => processStatusOf(views.find(({ role }) => role === wanted));
  return { mender: of("mender"), watchdog: of("watchdog") };
}
