/** `chiron drill healers`: kills and hangs Chiron's own processes on purpose, and says how soon that was seen and mended. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { DrillFault, DrillFigures, DrillTrial, DrillVictims, StoredEvent } from "#core/model";
import { ChironError, exitCodes, formatDuration, messageOf } from "#core/model/plain";
import type { SeenAt } from "#healers/drill";
import type { Context, Run } from "../context.ts";
import { printTable } from "../table.ts";
import { clean } from "../terminal.ts";
import { counted } from "../words.ts";

interface Options {
  readonly fault: readonly DrillFault[];
  readonly who: readonly DrillVictims[];
  readonly times: number;
  readonly pause: number;
  readonly yes?: boolean;
  readonly scheduled?: boolean;
}

export function define(command: Command, run: Run): void {
  command.description("Does on purpose what must never be a surprise.");
  command
    .command("healers")
    .description(
      "Kills or hangs Chiron's own processes on purpose, one after the other, and measures how soon that is seen and mended. Refused while anything is amiss. Services go on.",
    )
    .addOption(new Option("--fault <fault...>", "how").choices(["kill", "hang"]).default(["kill"]))
    .addOption(
      new Option("--who <healer...>", "whom; `both` are engine and mender at once")
        .choices(["engine", "mender", "watchdog", "both", "all"])
        .default(["engine", "mender", "watchdog", "both"]),
    )
    .option("--times <n>", "how often each", count, 1)
    .option("--pause <seconds>", "between two faults, so that the back-off of the one before is over", count, 5)
    .option("--yes", "do not ask first")
    .addOption(new Option("--scheduled", "begun by the clock").hideHelp())
    .addHelpText("after", "\nExample:\n  chiron drill healers --fault kill hang --who engine both --times 3 --yes")
    .action(run((context, options: Options) => drill(context, options)));
}

async function drill(context: Context, options: Options): Promise<number> {
  const { terminal, wantsJson, dataDir, ask } = context;
  if (context.isRemote)
    throw new ChironError("bad_request", "`drill` strikes processes of this machine; it takes no --url");
  if (options.yes !== true) await confirm(options);
  const { fault: faults, who, times, scheduled = false } = options;
  const begun = await ask<{ data: { drill: string } }>({
    method: "POST",
    path: "drills",
    body: { faults, who, times, scheduled },
  });
  const { runDrill, figuresOf } = await import("#healers/drill");
  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => ending.abort(new Error("interrupted")));
  const trials: DrillTrial[] = [];
  let broken: string | null = null;
  try {
    await runDrill({
      ...{ dataDir, faults, who, times },
      pauseMs: options.pause * 1_000,
      seenAt: seenAtBy(context),
      onTrial(trial) {
        trials.push(trial);
        if (!wantsJson) terminal.note(lineOf(trial));
      },
      signal: ending.signal,
    });
  } catch (error) {
    broken = clean(messageOf(ending.signal.aborted ? ending.signal.reason : error)).slice(0, 2_000);
  }
  const figures = figuresOf(trials);
  await report(context, begun.data.drill, figures, broken);
  show(context, figures, broken, trials);
  const isWell = broken === null && trials.every(({ recoveredMs }) => recoveredMs !== null);
  return isWell ? exitCodes.done : exitCodes.failed;
}

async function confirm({ fault, who, times }: Options): Promise<void> {
  const what = `${fault.join(" and ")} ${who.join(", ")}, ${times === 1 ? "once" : `${times} times`} each`;
  if (!process.stdin.isTTY)
    throw new ChironError("bad_request", `this would ${what}`, { help: "To do it without being asked: --yes" });
  const { createInterface } = await import("node:readline/promises");
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await questions.question(`This will ${what}. Services go on. Go ahead? [y/N] `);
  questions.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new ChironError("refused_by_policy", "nothing was done");
}

const auditWithinMs = 20_000;
const auditEveryMs = 250;

/** From the log: the watchdog's own entries come into it when an engine has joined them. */
function seenAtBy({ ask }: Context): SeenAt {
  return async (who, since) => {
    for (const until = performance.now() + auditWithinMs; performance.now() < until; ) {
      const path = "audit?types=recovery.started,emergency.began&limit=1000";
      const { items } = await ask<{ items: readonly StoredEvent[] }>({ path }).catch(() => ({ items: [] }));
      const times = items.flatMap((stored) => {
        if (stored.at < since) return [];
        if (stored.type === "emergency.began") return who.length > 1 ? [stored.at] : [];
        return stored.type === "recovery.started" && who.includes(stored.data.healer) ? [stored.at] : [];
      });
      if (times.length > 0) return Math.min(...times);
      await sleep(auditEveryMs);
    }
    return undefined;
  };
}

const reportTries = 20;

/** The engine may be on its way up once more. */
async function report({ ask }: Context, drill: string, figures: readonly DrillFigures[], broken: string | null) {
  for (let tries = 1; ; tries++) {
    try {
      return await ask({ method: "POST", path: `drills/${drill}/report`, body: { figures, broken } });
    } catch (error) {
      if (tries >= reportTries) throw error;
      await sleep(1_000);
    }
  }
}

function lineOf({ fault, who, detectedMs, recoveredMs }: DrillTrial): string {
  const seen = detectedMs === null ? "not on record when it was seen" : `seen after ${formatDuration(detectedMs)}`;
  return `${fault} ${who}: ${seen}, ${recoveredMs === null ? "not recovered" : `well after ${formatDuration(recoveredMs)}`}`;
}

function show(
  { terminal, wantsJson }: Context,
  figures: readonly DrillFigures[],
  broken: string | null,
  trials: readonly DrillTrial[],
): void {
  if (wantsJson) {
    terminal.json({ figures, broken, trials });
    return;
  }
  const three = (spread: DrillFigures["detected"]) =>
    spread === null ? ["-", "-", "-"] : [spread.medianMs, spread.p95Ms, spread.maxMs].map(formatDuration);
  printTable(
    terminal,
    ["fault", "of", "recovered", "seen: median", "p95", "max", "well: median", "p95", "max"],
    figures.map(({ fault, who, trials: of, recovered, detected, recoveredIn }) => [
      fault,
      who,
      `${recovered}/${of}`,
      ...three(detected),
      ...three(recoveredIn),
    ]),
  );
  if (broken !== null) terminal.note(`It ended early, after ${counted(trials.length, "fault")}: ${broken}`);
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > 1_000) throw new InvalidArgumentError("It is a number from 0 to 1000.");
  return Number(text);
}
