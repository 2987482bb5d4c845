/** `chiron repair`: what the mender looks after, and has to do. */
import type { Command } from "commander";
import type { CommandResult, Page, RepositoryView, TaskSummary, TaskView } from "#core/model";
import { exitCodes } from "#core/model/plain";
import { askAndTell, tellResult } from "../answer.ts";
import { matching } from "../approving.ts";
import { pathOf } from "../client.ts";
import type { Context, Run } from "../context.ts";
import { printScans, printTasks, showTask } from "../repair-page.ts";
import { counted } from "../words.ts";

interface Selection {
  readonly all?: boolean;
  readonly repository?: string;
}
interface Answer {
  readonly commit?: string;
  readonly reason?: string;
}

const scanWithinMs = 120_000;
const lookEveryMs = 250;

export function define(command: Command, run: Run): void {
  command.description("Files that do not parse, in the repositories of chiron.yaml: finds, mends and merges them.");
  defineLooks(command, run);
  defineAnswers(command, run);
}

function defineLooks(command: Command, run: Run): void {
  command
    .command("scan")
    .description("Looks through a repository now, or through all, and tells what it came to.")
    .option("--repository <id>", "only this one")
    .option("--no-wait", "only ask for it")
    .addHelpText("after", "\nExample:\n  chiron repair scan --repository site")
    .action(run((context, options: Selection & { readonly wait: boolean }) => scan(context, options)));
  command
    .command("tasks")
    .description("Lists the repairs that are not over.")
    .option("--all", "those that are over, too")
    .option("--repository <id>", "only of this one")
    .addHelpText("after", "\nExample:\n  chiron repair tasks --json | jq '.[] | select(.state == \"proposed\").id'")
    .action(run((context, selection: Selection) => tasks(context, selection)));
  command
    .command("show")
    .description("Shows a repair: what is broken, what was done about it, and the diff.")
    .argument("<id>", "as `chiron repair tasks` lists it")
    .addHelpText("after", "\nExample:\n  chiron repair show fix-0123456789ab")
    .action(run((context, id: string) => show(context, id)));
}

function defineAnswers(command: Command, run: Run): void {
  command
    .command("approve")
    .description("Lets exactly the commit that was shown become part of the branch that it is for.")
    .argument("<id>", "as `chiron repair tasks` lists it")
    .option("--commit <id>", "only if it is still the commit that you were shown, or its beginning")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron repair approve fix-0123456789ab --commit 5f2a77c01b9e")
    .action(run((context, id: string, answer: Answer) => approve(context, id, answer)));
  command
    .command("reject")
    .description("Drops a repair, and its branch. The same content is not taken up again by itself.")
    .argument("<id>", "as `chiron repair tasks` lists it")
    .requiredOption("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", '\nExample:\n  chiron repair reject fix-0123456789ab --reason "it is meant to be broken"')
    .action(
      run((context, id: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: pathOf("repair", "tasks", id, "reject"), body: { reason } }),
      ),
    );
  command
    .command("run")
    .description("Has one file mended now, also one that is not scanned, or whose repair has failed before.")
    .requiredOption("--repository <id>", "in which repository")
    .requiredOption("--file <path>", "which file, relative to the top of the repository")
    .option("--reason <text>", "why; it is kept in the log")
    .addHelpText("after", "\nExample:\n  chiron repair run --repository site --file src/main.py")
    .action(
      run((context, body: { readonly repository: string; readonly file: string; readonly reason?: string }) =>
        askAndTell(context, { method: "POST", path: "repair/run", body }),
      ),
    );
}

async function scan(context: Context, { repository, wait }: Selection & { readonly wait: boolean }): Promise<number> {
  const { ask, terminal, wantsJson } = context;
  const body = repository === undefined ? {} : { repository };
  const asked = await ask<CommandResult>({ method: "POST", path: "repair/scan", body });
  if (!wait) {
    tellResult(context, asked);
    return exitCodes.done;
  }
  const requests = (asked.data?.requests ?? []) as readonly number[];
  const found = await answered(context, requests, repository);
  if (wantsJson) terminal.json(found.repositories);
  else printScans(terminal, found.repositories);
  if (!found.isDone) terminal.note("The mender has not come to it yet; chiron repair tasks shows what it has found.");
  return found.isDone ? exitCodes.done : exitCodes.failed;
}

/** Until the last scan of each is one that answers the request. */
async function answered({ ask }: Context, requests: readonly number[], repository: string | undefined) {
  const until = Date.now() + scanWithinMs;
  for (;;) {
    const { items } = await ask<Page<RepositoryView>>({ path: "repair/repositories" });
    const repositories = items.filter(({ id }) => repository === undefined || id === repository);
    const isDone = repositories.every(({ lastScan }) => lastScan?.requests.some((seq) => requests.includes(seq)));
    if (isDone || Date.now() > until) return { repositories, isDone };
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function tasks({ ask, wantsJson, terminal }: Context, { all, repository }: Selection): Promise<number> {
  const query = new URLSearchParams({
    ...(all === true ? { all: "true" } : {}),
    ...(repository === undefined ? {} : { repository }),
  });
  const { items } = await ask<Page<TaskSummary>>({ path: `repair/tasks?${query}` });
  if (wantsJson) terminal.json(items);
  else if (items.length === 0) terminal.line("Nothing is broken that is known of.");
  else {
    printTasks(terminal, items);
    const waiting = items.filter(({ state }) => state === "proposed" || state === "ready").length;
    if (waiting > 0) terminal.line(`${counted(waiting, "repair")} for you to look at: chiron repair show ID`);
  }
  return exitCodes.done;
}

async function show({ ask, wantsJson, terminal }: Context, id: string): Promise<number> {
  const task = await ask<TaskView>({ path: pathOf("repair", "tasks", id) });
  if (wantsJson) terminal.json(task);
  else await showTask(terminal, task);
  return exitCodes.done;
}

async function approve(context: Context, id: string, { commit: shown, reason }: Answer): Promise<number> {
  const { commit } = await context.ask<TaskView>({ path: pathOf("repair", "tasks", id) });
  const stale = `${id} proposes another commit than the one you were shown`;
  const exact = matching(shown, commit ?? undefined, stale, `chiron repair show ${id}`);
  const body = { commit: exact ?? "0".repeat(40), ...(reason === undefined ? {} : { reason }) };
  tellResult(
    context,
    await context.ask<CommandResult>({ method: "POST", path: pathOf("repair", "tasks", id, "approve"), body }),
  );
  return exitCodes.done;
}
