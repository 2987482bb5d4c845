/** `chiron audit`: the log, proved whole or read; on this machine from the store itself, not on the engine's word. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Healer, Page, StoredEvent } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { interleave } from "../interleave.ts";
import { storeOf } from "../places.ts";
import { fromStore } from "../source.ts";
import { clean } from "../terminal.ts";
import { dayOf, timeOfDay } from "../times.ts";
import { counted } from "../words.ts";

interface EventOptions {
  readonly after?: number;
  readonly limit: number;
  readonly incident?: string;
  readonly type?: readonly string[];
  readonly stream?: Healer;
}

export function define(command: Command, run: Run): void {
  command.description("Proves that the log is whole, or reads it.");
  command
    .command("verify")
    .description(
      "Finds any record of the log that was altered, removed, re-ordered or cut off. Exit code 1 when there is one.",
    )
    .argument("[file]", "a chiron.db; default: the one of the data folder")
    .addHelpText("after", "\nExample:\n  chiron audit verify")
    .action(
      run((context, file: string | undefined) =>
        verify(context, file === undefined ? storeOf(context.dataDir) : resolve(file)),
      ),
    );
  command
    .command("events")
    .description("Prints what happened, oldest first: the newest events, or those after a sequence number.")
    .option("--after <seq>", "only events after this one", wholeNumber)
    .option("--limit <n>", "at most so many", wholeNumber, 50)
    .option("--incident <id>", "only of this incident")
    .addOption(
      new Option(
        "--stream <healer>",
        "what one of the two healers wrote down, by its own numbers; default: both by time, after a number the engine",
      ).choices(["engine", "mender"]),
    )
    .option("--type <type...>", "only of these types, such as incident.opened")
    .addHelpText("after", "\nExample:\n  chiron audit events --type step.started step.finished --limit 20")
    .action(run((context, options: EventOptions) => events(context, options)));
}

async function verify(context: Context, path: string): Promise<number> {
  const { terminal, wantsJson } = context;
  refuseRemote(context);
  const { verifyLog } = await import("#core/log/verify");
  const found = verifyLog(path);
  if (wantsJson) {
    terminal.json({ file: path, ...found });
  } else if (found.ok) {
    const heads = found.heads.map(({ stream, seq, hash }) => `${stream} ${seq} ${hash.slice(0, 16)}`);
    terminal.line(
      `The log is whole: ${counted(found.events, "event")} in ${clean(path)}; head ${clean(heads.join(", ") || "none")}.`,
    );
  } else {
    for (const { kind, message } of found.problems)
      terminal.line(`${terminal.paint("red", kind.padEnd(11))}  ${clean(message)}`);
    const hidden = found.problemCount - found.problems.length;
    terminal.note(
      `${counted(found.problemCount, "problem")} in ${clean(path)}${hidden > 0 ? `, ${hidden} of them not shown` : ""}.`,
    );
  }
  return found.ok ? exitCodes.done : exitCodes.failed;
}

async function events(context: Context, options: EventOptions): Promise<number> {
  const { terminal, wantsJson } = context;
  const read = (stream: Healer) =>
    context.isRemote ? askFor(context, options, stream) : readHere(context, options, stream);
  const found = interleave(await Promise.all(streamsOf(options).map(read))).slice(-options.limit);
  if (wantsJson) terminal.json(found);
  else await showEvents(context, found);
  return exitCodes.done;
}

/** After a number only one makes sense: each stream has its own. */
function streamsOf({ stream, after }: EventOptions): readonly Healer[] {
  if (stream !== undefined) return [stream];
  return after === undefined ? ["engine", "mender"] : ["engine"];
}

async function readHere(
  context: Context,
  { type, ...query }: EventOptions,
  stream: Healer,
): Promise<readonly StoredEvent[]> {
  const absent = new ChironError("not_found", `there is no store in ${context.dataDir}`, {
    help: "`chiron up` makes one; --data-dir says where it is.",
  });
  const filter = {
    ...query,
    stream,
    newest: query.after === undefined,
    ...(type === undefined ? {} : { types: type }),
  };
  return await fromStore(context, (reader) => reader.events(filter), absent);
}

type AuditPage = Page<StoredEvent> & { readonly head: number };

/** The API goes forward only; the newest are those near the head. */
async function askFor(
  { ask }: Context,
  { after, limit, incident, type }: EventOptions,
  stream: Healer,
): Promise<readonly StoredEvent[]> {
  const isWhole = after !== undefined || incident !== undefined;
  const from = isWhole
    ? (after ?? 0)
    : Math.max(0, (await ask<AuditPage>({ path: `audit?limit=1&stream=${stream}` })).head - limit);
  const search = new URLSearchParams({ stream, limit: String(limit), after: String(from) });
  if (incident !== undefined) search.set("incident", incident);
  if (type !== undefined) search.set("types", type.join(","));
  return (await ask<AuditPage>({ path: `audit?${search.toString()}` })).items;
}

async function showEvents({ terminal }: Context, found: readonly StoredEvent[]): Promise<void> {
  const { tellEvent } = await import("#surface/story");
  let day = "";
  const isMixed = found.some(({ stream }) => stream !== "engine");
  for (const stored of found) {
    if (dayOf(stored.at) !== day) {
      day = dayOf(stored.at);
      terminal.line(terminal.paint("bold", day));
    }
    const head = terminal.paint(
      "dim",
      `${isMixed ? `${clean(stored.stream).padEnd(6)} ` : ""}${String(stored.seq).padStart(6)}  ${timeOfDay(stored.at)}  ${clean(stored.type).padEnd(20)}`,
    );
    terminal.line(`${head}  ${clean(tellEvent(stored))}`);
  }
}

function refuseRemote({ isRemote }: Context): void {
  if (isRemote)
    throw new ChironError("bad_request", "the log is verified where it lies; --url does not reach it", {
      help: "Run this on the machine of the engine.",
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}
