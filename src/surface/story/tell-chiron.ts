/** What happens around incidents: to the engine, its services, messages and runbooks. */
import type { EventData, StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { counted, sentence, tellExit } from "./words.ts";

type Told = Extract<
  StoredEvent,
  {
    type:
      | `engine.${string}`
      | `config.${string}`
      | `service.${string}`
      | "message.queued"
      | "message.attempting"
      | "message.attempted"
      | "message.refused"
      | "message.undeliverable"
      | `healing.${string}`
      | `runbook.${string}`
      | "target.described"
      | "dry_run.compared"
      | "postmortem.written"
      | "amendment.rejected"
      | "fix.recorded"
      | "pipeline.progressed"
      | "command.refused";
  }
>;

export function tellChironEvent(stored: Told): string {
  switch (stored.type) {
    case "engine.started":
      return `Chiron ${stored.data.version} started on ${stored.data.node} (pid ${stored.data.pid}).`;
    case "engine.stopped":
      return `Chiron stopped: ${stored.data.reason}.`;
    case "config.loaded":
      return `The configuration was ${stored.data.reload ? "reloaded" : "read"}: ${counted(stored.data.targets.length, "target")}.`;
    case "config.refused":
      return `A new configuration was refused, and the old one stays: ${stored.data.problems.join("; ")}.`;
    case "service.started":
      return tellStarted(stored.data);
    case "service.restarted":
      return `${stored.data.target} was restarted ${stored.data.times} times by its supervisor, faster than it was looked at.`;
    case "service.exited":
      return tellExited(stored.data);
    case "service.stopped":
      return `${stored.data.target} (pid ${stored.data.process.pid}) was stopped ${stoppedBy[stored.data.cause]}.`;
    case "service.held":
      return sentence(`${stored.data.target} is kept stopped: ${stored.data.reason}`);
    case "service.let_go":
      return `${stored.data.target} may be started again.`;
    case "message.queued":
      return tellQueued(stored.data.message);
    case "message.attempting": {
      const { messages, channel, attempt } = stored.data;
      return `${counted(messages.length, "message")} ${messages.length === 1 ? "goes" : "go"} out through ${channel}, try ${attempt}.`;
    }
    case "message.attempted":
      return tellAttempt(stored.data, stored.at);
    case "message.refused":
      return `Every channel refused the message ${stored.data.message}; it is kept and tried again: ${stored.data.reason}.`;
    case "message.undeliverable":
      return `The message ${stored.data.message} could not be delivered: ${stored.data.reason}.`;
    case "healing.paused":
      return `${stored.actor} paused healing: “${stored.data.reason}”.`;
    case "healing.resumed":
      return `${stored.actor} resumed healing${stored.data.reason === "" ? "" : `: “${stored.data.reason}”`}.`;
    case "runbook.registered":
      return `Runbook ${stored.data.runbook} version ${stored.data.version} is known now, from ${stored.data.source}.`;
    case "runbook.approved":
      return `${stored.actor} approved ${stored.data.runbook} version ${stored.data.version}: it may run by itself.`;
    case "runbook.amended":
      return `${stored.actor} put a proposed change in force: ${stored.data.runbook} is now version ${stored.data.definition.version} (${stored.data.amendment}).`;
    case "amendment.rejected": {
      const { amendment, runbook, change, reason } = stored.data;
      return `${stored.actor} rejected a proposed change to ${runbook}: ${change} (${amendment}): “${reason}”.`;
    }
    case "postmortem.written":
      return tellPostMortem(stored.data);
    case "runbook.demoted":
      return `${stored.data.runbook} is back in dry_run: ${stored.data.reason}.`;
    case "runbook.graduated":
      return `${stored.data.runbook} version ${stored.data.version} may run by itself now: its last ${stored.data.incidents.length} dry runs were borne out.`;
    case "runbook.described":
      return `What ${stored.data.runbook} says is written down as ${stored.data.hash.slice(0, 12)}: a plan of it is judged.`;
    case "target.described":
      return `What ${stored.data.target} is declared to be is written down as ${stored.data.hash.slice(0, 12)}: a plan for it is judged.`;
    case "dry_run.compared":
      return tellComparison(stored.data);
    case "fix.recorded":
      return `${stored.actor} recorded what mended it (${counted(stored.data.commands.length, "command")}), as ${stored.data.runbook}.`;
    case "pipeline.progressed":
      return `The pipeline ${stored.data.pipeline} is ${stored.data.done ? "done, after" : "at"} ${stored.data.stage}.`;
    case "command.refused":
      return `${stored.actor} was refused “${stored.data.command}”: ${stored.data.reason}.`;
    default:
      return unreachable(stored);
  }
}

function tellPostMortem({ postmortem: { amendments } }: EventData["postmortem.written"]): string {
  const open = amendments.filter(({ decision }) => decision === undefined).length;
  return `A post-mortem was written${open === 0 ? "" : `; it proposes ${counted(open, "change")} to runbooks`}.`;
}

const stoppedBy = { down: "with Chiron", repair: "by a repair", human: "at a person's word" } as const;

function tellComparison({ runbook, clean, verdict, why }: EventData["dry_run.compared"]): string {
  if (!clean) return sentence(`The dry run of ${runbook} was not clean: ${why}`);
  switch (verdict) {
    case "confirmed":
      return sentence(`The dry run of ${runbook} was borne out: ${why}`);
    case "contradicted":
      return sentence(`The dry run of ${runbook} was contradicted: ${why}`);
    case "neutral":
      return sentence(`The dry run of ${runbook} was neither borne out nor contradicted: ${why}`);
    default:
      return unreachable(verdict);
  }
}

function tellStarted({ target, process, cause }: EventData["service.started"]): string {
  switch (cause) {
    case "up":
      return `${target} was started (pid ${process.pid}).`;
    case "repair":
      return `${target} was started by a repair (pid ${process.pid}).`;
    case "supervisor":
      return `${target} was started by its supervisor (pid ${process.pid}).`;
    case "human":
      return `${target} was started at a person's word (pid ${process.pid}).`;
    case "emergency":
      return `${target} was started by the critical trigger (pid ${process.pid}), while both healers were down.`;
    case "adopted":
      return `${target} was found running (pid ${process.pid}) and is looked after again.`;
    default:
      return unreachable(cause);
  }
}

function tellExited({ target, process, code, signal, uptimeMs }: EventData["service.exited"]): string {
  return `${target} (pid ${process.pid}) ${tellExit(code, signal)} after ${formatDuration(uptimeMs)}.`;
}

function tellQueued({ route, repeat, subject }: EventData["message.queued"]["message"]): string {
  return `A ${repeat ? "repeated " : ""}${route} goes out: “${subject}”.`;
}

function tellAttempt(
  { channel, delivery, attempt, nextAttemptAt }: EventData["message.attempted"],
  at: number,
): string {
  if (delivery.delivered)
    return sentence(`It was delivered through ${channel}${delivery.detail === "" ? "" : ` (${delivery.detail})`}`);
  const next = nextAttemptAt === null ? "" : `; next try in ${formatDuration(Math.max(0, nextAttemptAt - at))}`;
  return `Try ${attempt} through ${channel} did not reach anybody: ${delivery.detail}${next}.`;
}
