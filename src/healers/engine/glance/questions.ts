/** The questions that wait for a human, each with all that whoever decides has to know. */

import type { LogReader } from "#core/log/read";
import type { Incident, QueuedQuestion } from "#core/model";
import { formatDuration } from "#core/model";
import { wantedOf } from "#surface/story/wanted";
import type { Parts } from "../parts.ts";
import { iso } from "../views.ts";
import { rehearsalIn, stakesOf } from "./stakes.ts";

const mostQuestions = 100;

export function queuedQuestions(parts: Parts, reader: LogReader): readonly QueuedQuestion[] {
  const waiting = [...parts.state.open.values()].flatMap((incident) => {
    const { approval, plan } = incident;
    return approval?.status === "waiting" && plan !== null ? [{ incident, approval, plan }] : [];
  });
  waiting.sort((one, other) => one.approval.deadline - other.approval.deadline);
  return waiting.slice(0, mostQuestions).map(({ incident, approval, plan }): QueuedQuestion => {
    const { title, type, target, severity, summary, acknowledged } = incident;
    const rehearsed = reader.events({ incident: incident.id, types: ["plan.rehearsed"] });
    const stakes = stakesOf(parts, incident, rehearsalIn(rehearsed, plan));
    return {
      ...approval,
      about: {
        ...{ title, type, target, severity, summary, plan, stakes },
        openedAt: iso(incident.openedAt),
        acknowledgedBy: acknowledged?.by ?? null,
        why: whyAsked(incident),
        ifSilent: `Silence is a no: without an answer within ${formatDuration(approval.deadline - approval.askedAt)} of the question nothing is run, and it is escalated to a human.`,
        choices: wantedOf(incident, stakes).commands,
      },
    };
  });
}

/** What the Guardian said when it left it to a human. */
function whyAsked({ verdicts }: Incident): readonly string[] {
  const notes = verdicts.at(-1)?.notes ?? [];
  return notes.filter(({ severity }) => severity === "ask").map(({ message }) => `${message.replace(/\.$/, "")}.`);
}
