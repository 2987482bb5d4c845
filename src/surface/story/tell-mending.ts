/** What is asked of the mender, and what it does. */
import type { MendingEventType, ScanResult, StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { counted, listed, sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: MendingEventType }>;
type Asked = Extract<Told, { type: "repositories.declared" | `repair.${"requested" | "answered" | "told" | "heard"}` }>;
type Done = Exclude<Told, Asked>;

export function isOfMending(stored: StoredEvent): stored is Told {
  return stored.type.startsWith("repair.") || stored.type === "repositories.declared";
}

export function tellMendingEvent(stored: Told): string {
  switch (stored.type) {
    case "repositories.declared":
    case "repair.requested":
    case "repair.answered":
    case "repair.told":
    case "repair.heard":
      return tellAsked(stored);
    default:
      return tellDone(stored);
  }
}

function tellAsked(stored: Asked): string {
  switch (stored.type) {
    case "repositories.declared": {
      const ids = stored.data.repositories.map(({ id }) => id);
      return ids.length === 0 ? "No repository is looked after." : `Repositories to look after: ${listed(ids)}.`;
    }
    case "repair.requested": {
      const { repository, file, source, by, incident, reason } = stored.data;
      const who = by ?? (incident === null ? `a ${source}` : `the incident ${incident}`);
      const what = file === null ? `a scan of ${repository}` : `the repair of ${file} in ${repository}`;
      return `${sentence(`${who} asked for ${what}`).slice(0, -1)}${reason === null ? "" : `: “${reason}”`}.`;
    }
    case "repair.answered": {
      const { task, commit, answer, reason } = stored.data;
      const of = commit === null ? "" : ` (${commit.slice(0, 12)})`;
      const why = reason === null ? "" : `: “${reason}”`;
      return `${stored.actor} ${answer === "approve" ? "approved" : "rejected"} the repair ${task}${of}${why}.`;
    }
    case "repair.told":
      return `A human is told of ${counted(stored.data.tasks.length, "repair")} of code.`;
    case "repair.heard":
      return stored.data.refused === null
        ? "The mender took in what was asked of it."
        : sentence(`The mender refused what was asked of it: ${stored.data.refused}`);
    default:
      return unreachable(stored);
  }
}

function tellDone(stored: Done): string {
  switch (stored.type) {
    case "repair.scan_wanted": {
      const { repository, file } = stored.data;
      return `${file === null ? repository : `${file} in ${repository}`} is looked through as soon as it can be.`;
    }
    case "repair.scanned":
      return tellScan(stored.data);
    case "repair.chain_step": {
      const { task, step, state, detail } = stored.data;
      return sentence(`${task}: ${step} ${state}${detail === "" ? "" : `: ${detail}`}`);
    }
    case "repair.task_opened": {
      const { task, repository, file, faults, observed, order } = stored.data;
      if (order !== undefined) return `The mender carries out ${order.id} in ${repository}: ${task}.`;
      const [first] = faults;
      const where = first === undefined ? "" : ` (line ${first.line}, column ${first.column}: ${first.message})`;
      const then = observed ? "It is only observed" : `Its repair is ${task}`;
      return `${file} in ${repository} does not parse${where}. ${then}.`;
    }
    case "repair.task_raised":
      return `The repair ${stored.data.task} is wanted by a ${stored.data.source}, too.`;
    case "repair.task_started":
      return `The mender works on ${stored.data.task}, attempt ${stored.data.attempt}.`;
    case "repair.task_progressed":
      return sentence(`${stored.data.task}: ${stored.data.stage}${after(stored.data.detail)}`);
    case "repair.task_proposed": {
      const { commit, made, why, test } = stored.data.proposal;
      const tests = test === null ? "" : "; the repository's own tests passed";
      return sentence(`${stored.data.task} is mended in ${commit.slice(0, 12)} by ${made} (${why})${tests}`);
    }
    case "repair.task_deferred": {
      const inMs = Math.max(0, stored.data.nextAttemptAt - stored.at);
      return sentence(`${stored.data.task} is tried again in ${formatDuration(inMs)}: ${stored.data.reason}`);
    }
    default:
      return tellEnd(stored);
  }
}

type End = Extract<
  Told,
  { type: `repair.task_${"approved" | "merging" | "merged" | "left_ready" | "failed" | "rejected" | "closed"}` }
>;

function tellEnd(stored: End): string {
  const { task } = stored.data;
  switch (stored.type) {
    case "repair.task_approved": {
      const { by, commit } = stored.data;
      return by === "autonomy"
        ? `${task} may be merged by itself: the repository is on auto.`
        : `${task} may be merged: ${by} approved ${commit.slice(0, 12)}.`;
    }
    case "repair.task_merging":
      return `${task}: the branch ${stored.data.branch} is moved from ${stored.data.from.slice(0, 12)} to ${stored.data.commit.slice(0, 12)}.`;
    case "repair.task_merged":
      return `${task} is merged: ${stored.data.branch} is at ${stored.data.commit.slice(0, 12)}.`;
    case "repair.task_left_ready":
      return sentence(`${task} is ready for you to merge (${stored.data.command}): ${stored.data.reason}`);
    case "repair.task_failed":
      return sentence(`${task} needs a human: ${stored.data.reason}`);
    case "repair.task_rejected":
      return `${stored.data.by} rejected ${task}: “${stored.data.reason}”.`;
    case "repair.task_closed":
      return sentence(`${task} is closed: ${stored.data.reason}`);
    default:
      return unreachable(stored);
  }
}

function tellScan({ repository, how, files, broken, uncommitted, trouble, tookMs, known }: ScanResult): string {
  if (trouble !== null) return sentence(`${repository} could not be scanned: ${trouble}`);
  const found =
    broken === 0 ? "all parse" : `${counted(broken, "file")} of them ${broken === 1 ? "does" : "do"} not parse`;
  const beside =
    uncommitted.length === 0 ? "" : `; beside them ${counted(uncommitted.length, "uncommitted file")} in the work tree`;
  const all =
    known === undefined
      ? ""
      : `; of its ${counted(known.files, "file")} ${known.broken === 0 ? "all parse" : `${known.broken} ${known.broken === 1 ? "does" : "do"} not parse`}`;
  if (how === "nothing new") return sentence(`Nothing is new in ${repository} since the last scan${all}${beside}`);
  return sentence(`Scanned ${counted(files, "file")} of ${repository} in ${formatDuration(tookMs)}; ${found}${beside}`);
}

function after(detail: string): string {
  return detail === "" ? "" : `, ${detail}`;
}
