/** `chiron healers`: Chiron's own three processes. Answers also when the engine does not. */
import type { Command } from "commander";
import type { HealerView, LastGoodView, Page } from "#core/model";
import { ChironError, exitCodes, formatDuration } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { fromStore } from "../source.ts";
import { printTable } from "../table.ts";
import { clean, type Terminal } from "../terminal.ts";
import { ago, since } from "../times.ts";
import { counted } from "../words.ts";

const patienceMs = 3_000;

export function define(command: Command, run: Run): void {
  command
    .description(
      "Shows engine, mender and watchdog: whether each says that it lives, how it was recovered last, and which configuration and release worked last. Exit code 1 when one of them does not, 3 when none runs.",
    )
    .addHelpText("after", "\nExample:\n  chiron healers --json | jq '.[] | select(.restarts > 0)'")
    .action(run((context) => healers(context)));
}

async function healers(context: Context): Promise<number> {
  const { terminal, wantsJson } = context;
  const views = await viewsOf(context);
  if (wantsJson) terminal.json(views);
  else show(terminal, views);
  if (views.every(({ state }) => state === "not_running")) return exitCodes.notRunning;
  const isWhole = views.every(({ state }) => state !== "not_running" && state !== "silent");
  return isWhole ? exitCodes.done : exitCodes.failed;
}

/** What the engine would say stands in small files and in the store, so that a hung engine hides nothing. */
async function viewsOf(context: Context): Promise<readonly HealerView[]> {
  try {
    return (await context.ask<Page<HealerView>>({ path: "healers", withinMs: patienceMs })).items;
  } catch (error) {
    const isDown = error instanceof ChironError && (error.code === "not_running" || error.code === "timeout");
    if (context.isRemote || !isDown) throw error;
  }
  const { healerViews, placesIn, withLastGood } = await import("#healers/mutual");
  const records = await fromStore(
    context,
    (reader) => reader.state("recoveries") ?? {},
    new ChironError("not_found", "no store"),
  ).catch(() => ({}));
  return withLastGood(healerViews(context.dataDir, records, Date.now()), placesIn(context.dataDir).folder);
}

function show(terminal: Terminal, views: readonly HealerView[]): void {
  printTable(
    terminal,
    ["healer", "state", "pid", "last beat", "up", "lag", "memory", "restarts", "last recovery"],
    views.map((view) => [
      view.role,
      { text: view.state.replace("_", " "), style: styleOf(view.state) },
      view.pid === null ? "-" : String(view.pid),
      view.beatAgoMs === null ? "-" : `${formatDuration(view.beatAgoMs)} ago`,
      view.startedAt === null ? "-" : since(view.startedAt),
      view.loopLagMs === null ? "-" : `${view.loopLagMs.toFixed(1)} ms`,
      view.memoryMB === null ? "-" : `${view.memoryMB} MB`,
      String(view.restarts),
      view.lastRecovery === null ? "-" : `${ago(view.lastRecovery.at)}, ${formatDuration(view.lastRecovery.tookMs)}`,
    ]),
  );
  for (const { lastGood } of views) if (lastGood !== null) showLastGood(terminal, lastGood);
  for (const { role, lastRecovery } of views) {
    if (lastRecovery === null) continue;
    const { by, fault, ok, steps, protocol } = lastRecovery;
    terminal.line();
    terminal.line(
      `${role}: ${protocol} by the ${by}, because it was ${fault}: ${ok ? "recovered" : terminal.paint("red", "not recovered")}`,
    );
    printTable(
      terminal,
      ["step", "result", "tries", "took", "detail"],
      steps.map((step) => [
        step.name,
        step.ok ? { text: "done", style: "green" } : { text: "failed", style: "red" },
        String(step.tries),
        formatDuration(step.tookMs),
        clean(step.detail),
      ]),
    );
  }
}

function showLastGood(terminal: Terminal, { configuration, release }: LastGoodView): void {
  const { paint } = terminal;
  const row = (text: string, isInForce: boolean) =>
    terminal.line(`${paint("dim", "last good".padEnd(11))}${isInForce ? paint("red", text) : text}`);
  terminal.line();
  if (configuration === null) row("no configuration has worked for long enough yet", false);
  else {
    const { state, file, since: kept, changed, problems, refusedSince } = configuration;
    const now = {
      present: "still what stands there",
      kept: `${counted(changed.length, "file")} changed since`,
      in_force: `in force since ${refusedSince}, because what stands there cannot be used: ${problems[0] ?? ""}`,
    }[state];
    row(`configuration of ${kept} (${ago(kept)}), ${clean(file)}: ${clean(now)}`, state === "in_force");
  }
  if (release === null) return;
  const { state, program, version, since: kept, refused } = release;
  const now = {
    present: "the one that runs",
    kept: "another one runs",
    in_force: `in force, because another cannot be used: ${refused}`,
  }[state];
  row(`release ${clean(version)} of ${kept} (${ago(kept)}), ${clean(program)}: ${clean(now)}`, state === "in_force");
}

function styleOf(state: HealerView["state"]): "green" | "yellow" | "red" {
  if (state === "healthy") return "green";
  return state === "silent" || state === "not_running" ? "red" : "yellow";
}
