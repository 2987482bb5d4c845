/** What people ask of the mender. It is checked here, so that whoever asks hears at once; the mender checks it again when it comes to it. */
import type { MendingReader } from "#core/log/read";
import {
  type Actor,
  ChironError,
  type CommandResult,
  type DeclaredRepository,
  event,
  type MendingCommand,
  type RepairTask,
  unreachable,
} from "#core/model";
import type { Parts } from "../parts.ts";
import { requireReason } from "../requests.ts";

type Kind<K extends MendingCommand["kind"]> = Extract<MendingCommand, { kind: K }>;

export function askMender(parts: Parts, reader: MendingReader, command: MendingCommand, by: Actor): CommandResult {
  switch (command.kind) {
    case "repair_scan":
      return askForScan(parts, command, by.id);
    case "repair_run":
      return askForRepair(parts, command, by.id);
    case "repair_approve":
      return approve(parts, reader, command, by.id);
    case "repair_reject":
      return reject(parts, reader, command, by.id);
    default:
      return unreachable(command);
  }
}

function askForScan(parts: Parts, { repository }: Kind<"repair_scan">, actor: string): CommandResult {
  const wanted = repository === undefined ? parts.settings().repositories : [repositoryOf(parts, repository)];
  if (wanted.length === 0)
    throw new ChironError("not_found", "no repository is declared", { help: "chiron config schema" });
  const stored = parts.record(
    wanted.map(({ id }) =>
      event("repair.requested", {
        repository: id,
        file: null,
        source: "person",
        incident: null,
        by: actor,
        reason: null,
      }),
    ),
    actor,
  );
  const requests = stored.map(({ seq }) => seq);
  const names = wanted.map(({ id }) => id).join(", ");
  return { message: `Asked the mender to scan ${names}.`, changed: true, data: { requests } };
}

/** A path within the repository, as git writes it. */
const insidePath = /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))(?!.*\/\/)[^\p{Cc}\\]+(?<!\/)$/u;

function askForRepair(parts: Parts, { repository, file, reason }: Kind<"repair_run">, actor: string): CommandResult {
  const { id, autonomy } = repositoryOf(parts, repository);
  if (file.length > 1_000 || !insidePath.test(file)) {
    throw new ChironError("bad_request", `${JSON.stringify(file.slice(0, 100))} is no path within ${id}`, {
      help: "Relative to the top of the repository, such as src/main.py.",
    });
  }
  if (autonomy === "observe") throw refusal(id, autonomy, "nothing is made there");
  const wish = { repository: id, file, source: "person", incident: null, by: actor, reason: reason ?? null } as const;
  const [stored] = parts.record([event("repair.requested", wish)], actor);
  const requests = stored === undefined ? [] : [stored.seq];
  return { message: `Asked the mender to mend ${file} in ${id}.`, changed: true, data: { requests } };
}

function approve(parts: Parts, reader: MendingReader, command: Kind<"repair_approve">, actor: string): CommandResult {
  const { task: id, commit, reason } = command;
  const task = taskOf(reader, id);
  if (task.state === "approved" || task.state === "merged")
    return { message: `${id} is ${task.state} already.`, changed: false };
  if (task.state !== "proposed" || task.proposal === null)
    throw new ChironError("conflict", `${id} is ${task.state}: there is nothing to approve`);
  if (task.proposal.commit !== commit) {
    throw new ChironError("stale", `${id} proposes another commit than the one you were shown`, {
      help: `chiron repair show ${id}`,
    });
  }
  const { autonomy } = repositoryOf(parts, task.repository);
  if (autonomy === "suggest" || autonomy === "observe")
    throw refusal(task.repository, autonomy, `its branch ${task.proposal.branch} is yours to merge`);
  parts.record([event("repair.answered", { task: id, commit, answer: "approve", reason: reason ?? null })], actor);
  return { message: `Approved ${id}: ${commit.slice(0, 12)} goes onto ${task.proposal.onto}.`, changed: true };
}

function reject(parts: Parts, reader: MendingReader, command: Kind<"repair_reject">, actor: string): CommandResult {
  const { task: id, commit, reason } = command;
  requireReason(reason);
  const task = taskOf(reader, id);
  if (commit !== undefined && task.proposal?.commit !== commit) {
    throw new ChironError("stale", `${id} proposes another commit than the one you were shown`, {
      help: `chiron repair show ${id}`,
    });
  }
  if (["merged", "closed", "rejected"].includes(task.state))
    return { message: `${id} is over already: it is ${task.state}.`, changed: false };
  parts.record([event("repair.answered", { task: id, commit: commit ?? null, answer: "reject", reason })], actor);
  return { message: `Rejected ${id}; this content is not taken up again by itself.`, changed: true };
}

function repositoryOf(parts: Parts, id: string): DeclaredRepository {
  const found = parts.settings().repositories.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = parts.settings().repositories.map((one) => one.id);
  throw new ChironError("not_found", `there is no repository ${id}`, {
    help: known.length === 0 ? "None is declared in chiron.yaml." : `There are ${known.join(", ")}.`,
  });
}

function taskOf(reader: MendingReader, id: string): RepairTask {
  const task = reader.task(id);
  if (task !== undefined) return task;
  throw new ChironError("not_found", `there is no repair ${id}`, { help: "chiron repair tasks --all lists them." });
}

function refusal(repository: string, autonomy: string, why: string): ChironError {
  return new ChironError("refused_by_policy", `the autonomy of ${repository} is ${autonomy}: ${why}`, {
    help: "autonomy: approve in chiron.yaml lets Chiron merge what you approve.",
  });
}
