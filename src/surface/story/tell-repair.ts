/** What is planned, judged, asked and done about an incident. */
import type { EventData, Outcome, StoredEvent, Verdict } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { tellInstructions } from "#core/model/switches";
import { counted, decisiveNotes, listed, sentence, tellSteps } from "./words.ts";

type Told = Extract<
  StoredEvent,
  { type: `plan.${string}` | `approval.${string}` | `step.${string}` | "outcome.recorded" }
>;

export function tellRepairEvent(stored: Told): string {
  switch (stored.type) {
    case "plan.proposed": {
      const { runbook, strategy, steps, attempt } = stored.data.plan;
      return `Plan, attempt ${attempt}: ${runbook} (${strategy}), ${counted(steps.length, "step")}: ${tellSteps(steps)}.`;
    }
    case "plan.judged":
      return tellVerdict(stored.data.verdict);
    case "plan.rehearsed":
      return `It would do this: ${stored.data.steps.map(({ wouldDo }, index) => `${index + 1}. ${wouldDo.replace(/\.$/, "")}`).join("; ")}.`;
    case "plan.failed":
      return `The strategy “${stored.data.strategy}” did not help: ${stored.data.reason}.`;
    case "plan.reflected": {
      const { violation, reflection, maxReflections } = stored.data;
      const why = violation.notes.map(({ message }) => message).join("; ");
      return sentence(
        `${violation.runbook} (${violation.strategy}) is dropped, ${reflection} of at most ${maxReflections} refusals: ${why}`,
      );
    }
    case "approval.asked":
      return `A human is asked, with ${formatDuration(stored.data.approval.deadline - stored.at)} to answer; silence is a no.`;
    case "approval.answered":
      return tellAnswer(stored.data, stored.actor);
    case "step.started":
      return `Step ${stored.data.index + 1} begins: ${stored.data.undo ? "undoing " : ""}${stored.data.action}.`;
    case "step.finished":
      return tellFinished(stored.data);
    case "outcome.recorded":
      return tellOutcome(stored.data.outcome);
    default:
      return unreachable(stored);
  }
}

function tellVerdict(verdict: Verdict): string {
  const again = verdict.at === "boundary" ? ", judged again right before the first step" : "";
  const because = decisiveNotes(verdict)
    .map((note) => note.message)
    .join("; ");
  const why = because === "" ? "" : `: ${because}`;
  switch (verdict.decision) {
    case "approve":
      return `The Guardian approves${again}${why}.`;
    case "reject":
      return `The Guardian says ${verdict.retryAt === undefined ? "no" : "not now"}${again}${why}.`;
    case "escalate":
      return `The Guardian wants a human to decide${again}${why}.`;
    default:
      return unreachable(verdict.decision);
  }
}

function tellAnswer({ status, reason, instructions }: EventData["approval.answered"], actor: string): string {
  const why = reason === null || reason === "" ? "" : ` (“${reason}”)`;
  switch (status) {
    case "approved":
      return `${actor} approved it${why}.`;
    case "rejected":
      return `${actor} rejected it${why}.`;
    case "modified":
      return `${actor} asked for another plan${why}${instructions === undefined ? "" : `: ${tellInstructions(instructions)}`}.`;
    case "timed_out":
      return `Nobody answered in time${why}.`;
    case "withdrawn":
      return `The question is withdrawn${why}.`;
    default:
      return unreachable(status);
  }
}

function tellFinished({ index, action, undo, end, result, durationMs }: EventData["step.finished"]): string {
  const summary = result === null || result.summary === "" ? "" : `: ${result.summary}`;
  const step = `Step ${index + 1}, ${undo ? "undoing " : ""}${action},`;
  switch (end) {
    case "done":
      return sentence(`${step} is done after ${formatDuration(durationMs)}${summary}`);
    case "failed":
      return sentence(`${step} failed after ${formatDuration(durationMs)}${summary}`);
    case "unknown":
      return sentence(`${step} was under way when the engine died; whether it took effect is not known${summary}`);
    default:
      return unreachable(end);
  }
}

function tellOutcome({ result, runbook, strategy, recoveryMs, durationMs, verifiedBy }: Outcome): string {
  const repair = `${runbook} (${strategy})`;
  switch (result) {
    case "recovered":
      return `${repair} healed it: well ${formatDuration(recoveryMs)} after the first bad reading, verified by ${listed(verifiedBy)}.`;
    case "not_recovered":
      return `${repair} ran for ${formatDuration(durationMs)} and did not heal it.`;
    case "failed":
      return `${repair} failed after ${formatDuration(durationMs)}.`;
    case "unverified":
      return `${repair} ran for ${formatDuration(durationMs)}; nothing could verify whether it helped.`;
    default:
      return unreachable(result);
  }
}
