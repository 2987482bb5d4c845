/** Repairs of code as people read them. */
import type { RepositoryView, TaskSummary, TaskView } from "#core/model";
import { linesOf } from "./chain-page.ts";
import { printTable } from "./table.ts";
import { clean, cleanLines, type Style, type Terminal } from "./terminal.ts";
import { ago, dayOf, timeOfDay } from "./times.ts";
import { counted } from "./words.ts";

export function printTasks(terminal: Terminal, tasks: readonly TaskSummary[]): void {
  printTable(
    terminal,
    ["repair", "repository", "state", "wanted by", "since", "file", "what"],
    tasks.map((task) => [
      task.id,
      task.repository,
      { text: task.stage === null ? task.state : `${task.state} (${task.stage})`, style: styleOf(task.state) },
      task.source,
      ago(task.openedAt),
      task.file,
      task.reason ?? (task.fault === null ? "-" : `line ${task.fault.line}: ${task.fault.message}`),
    ]),
  );
}

function styleOf(state: TaskSummary["state"]): Style | undefined {
  if (state === "failed") return "red";
  if (state === "proposed" || state === "ready") return "yellow";
  return state === "merged" ? "green" : undefined;
}

export async function showTask(terminal: Terminal, task: TaskView): Promise<void> {
  const { id, file, repository, state, faults, proposal, reason } = task;
  terminal.line(`${id}  ${state}  ${clean(file)} in ${repository}`);
  if (reason !== null) terminal.line(cleanLines(reason));
  for (const { line, column, message } of faults.slice(0, 5))
    terminal.line(clean(`  ${file}:${line}:${column}  ${message}`));
  terminal.line(`Wanted by a ${task.source}, ${ago(task.openedAt)}; attempt ${task.attempts} of ${task.maxAttempts}.`);
  if (proposal !== null) {
    const { commit, branch, onto, made, why, test, diff, diffIsCut } = proposal;
    terminal.line(clean(`Made by ${made}: ${why}`));
    terminal.line(`Commit ${commit} on ${branch}, for ${onto}.`);
    if (test !== null) {
      const end = test.passed ? "passed" : test.timedOut ? "ran out of time" : `failed (${test.code ?? test.signal})`;
      terminal.line(clean(`Tests (${test.command.join(" ")}) ${end}${test.output === null ? "" : `; ${test.output}`}`));
    }
    terminal.line("");
    terminal.line(cleanLines(diff.trimEnd()));
    if (diffIsCut) terminal.line(`… the whole: git show ${commit}`);
  }
  await showHistory(terminal, task);
  terminal.line("");
  for (const line of linesOf(task.wanted)) terminal.line(line);
}

async function showHistory(terminal: Terminal, { events }: TaskView): Promise<void> {
  if (events.length === 0) return;
  const { tellEvent } = await import("#surface/story");
  terminal.line("");
  terminal.line(terminal.paint("bold", "What happened"));
  let day = "";
  for (const stored of events) {
    if (dayOf(stored.at) !== day) {
      day = dayOf(stored.at);
      terminal.line(`  ${day}`);
    }
    terminal.line(`  ${terminal.paint("dim", timeOfDay(stored.at))}  ${clean(tellEvent(stored))}`);
  }
}

export function printScans(terminal: Terminal, repositories: readonly RepositoryView[]): void {
  printTable(
    terminal,
    [
      "repository",
      "branch",
      "autonomy",
      "files",
      "without fault",
      "broken",
      "looked at",
      "all of them",
      "the last scan",
    ],
    repositories.map(({ id, branch, autonomy, lastScan, known }) => [
      id,
      branch ?? "-",
      autonomy,
      known === null ? "-" : String(known.files),
      known === null ? "-" : String(known.files - known.broken),
      known === null ? "-" : { text: String(known.broken), style: known.broken > 0 ? "yellow" : undefined },
      lastScan === null ? "never" : ago(lastScan.at),
      known === null ? "never" : ago(known.wholeAt),
      whatOf(lastScan),
    ]),
  );
  for (const { id, lastScan } of repositories)
    for (const { file, fault } of lastScan?.uncommitted ?? [])
      terminal.line(
        clean(`${id}: ${file}:${fault.line}:${fault.column} is not committed, and does not parse: ${fault.message}`),
      );
}

function whatOf(scan: RepositoryView["lastScan"]): string {
  if (scan === null) return "-";
  if (scan.trouble !== null) return scan.trouble;
  const left = scan.left === 0 ? "" : `; ${counted(scan.left, "broken file")} more than are taken up at once`;
  const told =
    scan.how === "nothing new" ? scan.how : `${scan.how}: ${counted(scan.files, "file")}, ${scan.broken} broken`;
  return `${told}${left}`;
}
