/** The post-mortem of one incident, from its events and from nothing else: the same events give the same text. */
import {
  type Incident,
  type NewEvent,
  type Plan,
  type PostMortem,
  type RegisteredRunbook,
  type StoredEvent,
  tellInstructions,
} from "#core/model";
import { amendmentsOf, type Decided } from "./amendments.ts";
import { proposalsFrom } from "./proposals.ts";

export interface PostMortemFacts {
  readonly incident: Incident;
  /** All of the incident, oldest first. */
  readonly events: readonly StoredEvent[];
  /** One sentence for each event. */
  readonly tell: (stored: StoredEvent) => string;
  readonly runbook: (id: string) => RegisteredRunbook | undefined;
  readonly decided: Decided;
}

type Of<T extends NewEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** What says nothing to whoever reads the story afterwards. */
const untold: ReadonlySet<string> = new Set(["message.attempting", "incident.refreshed", "postmortem.written"]);

export function postMortemOf({ incident, events, tell, runbook, decided }: PostMortemFacts): PostMortem {
  const { id, type, target, severity, title, state, summary, hypotheses, since, openedAt, endedAt } = incident;
  const tried = triedIn(incident, events);
  const humans = humansIn(events);
  const proposals = proposalsFrom(
    tried.map(({ plan }) => plan),
    events,
    runbook,
  );
  const amendments = amendmentsOf(id, proposals, events, decided);
  const undecided = amendments.filter(({ decision }) => decision === undefined);
  const firstHuman = humans[0];
  const prose = proseIn(events);
  return {
    ...{ incident: id, type, target, severity, title, state, summary },
    ...(prose === undefined ? {} : { prose }),
    timeline: events.filter((one) => !untold.has(one.type)).map((one) => ({ at: one.at, what: tell(one) })),
    causes: hypotheses.map(({ statement, probability, evidence }) => ({ statement, probability, evidence })),
    tried: tried.map(({ plan, ...rest }) => ({ runbook: plan.runbook, strategy: plan.strategy, ...rest })),
    worked: workedIn(incident, events),
    humans,
    durations: {
      detectionMs: openedAt - since,
      firstHumanMs: firstHuman === undefined ? null : firstHuman.at - openedAt,
      recoveryMs: endedAt === null ? null : endedAt - since,
    },
    followUps: followUpsFor(incident, events, undecided.length),
    amendments,
  };
}

/** The newest words of a language model, if it was asked for any. */
function proseIn(events: readonly StoredEvent[]): PostMortem["prose"] {
  const last = events.findLast(
    (one): one is Of<"model.answered"> => one.type === "model.answered" && one.data.prose !== null,
  );
  return last === undefined ? undefined : { model: last.data.model, text: last.data.prose ?? "" };
}

/** Every plan of which at least one step ran. */
function triedIn({ steps }: Incident, events: readonly StoredEvent[]) {
  const plans = new Map<string, Plan>();
  for (const one of events) if (one.type === "plan.proposed") plans.set(one.data.plan.id, one.data.plan);
  return [...plans.values()].flatMap((plan) => {
    const own = steps.filter((step) => step.plan === plan.id);
    if (own.length === 0) return [];
    const outcome = events.findLast(
      (one): one is Of<"outcome.recorded"> => one.type === "outcome.recorded" && one.data.outcome.plan === plan.id,
    );
    return [
      {
        plan,
        result: outcome?.data.outcome.result.replace("_", " ") ?? "no outcome",
        steps: own.map(({ action, undo, end, result }) => ({
          action: `${undo ? "undo " : ""}${action}`,
          end: end ?? "under way",
          summary: result?.summary ?? "",
        })),
      },
    ];
  });
}

function workedIn({ outcome, state }: Incident, events: readonly StoredEvent[]): string | null {
  if (outcome?.result === "recovered")
    return `${outcome.runbook} (${outcome.strategy}), verified by ${outcome.verifiedBy.join(", ")}`;
  const fix = events.findLast((one): one is Of<"fix.recorded"> => one.type === "fix.recorded");
  if (fix !== undefined) return `what ${fix.actor} did by hand, recorded as ${fix.data.runbook}`;
  const verified = events.findLast(
    (one): one is Of<"incident.verified"> => one.type === "incident.verified" && one.data.isRight,
  );
  if (verified !== undefined) return `what ${verified.actor} did: ${verified.data.reason ?? "no reason given"}`;
  return state === "resolved" || state === "self_resolved" ? "it read good again without a step of Chiron's" : null;
}

function humansIn(events: readonly StoredEvent[]): PostMortem["humans"] {
  return events.flatMap((one) => {
    const did = didByHuman(one);
    return did === undefined || !one.actor.includes(":") ? [] : [{ at: one.at, by: one.actor, did }];
  });
}

function didByHuman(one: StoredEvent): string | undefined {
  const why = (reason: string | null) => (reason === null || reason === "" ? "" : ` (“${reason}”)`);
  switch (one.type) {
    case "approval.answered": {
      const { status, reason, instructions } = one.data;
      const asked = instructions === undefined ? "" : `: ${tellInstructions(instructions)}`;
      return `${status.replace("_", " ")} the plan${why(reason)}${asked}`;
    }
    case "incident.acknowledged":
      return `took it on${why(one.data.reason)}`;
    case "incident.dismissed":
      return `dismissed it${why(one.data.reason)}`;
    case "incident.verified":
      return `said that it is ${one.data.isRight ? "well" : "not well"}${why(one.data.reason)}`;
    case "runbook.amended":
      return `put a proposed change to ${one.data.runbook} in force`;
    case "amendment.rejected":
      return `rejected a proposed change to ${one.data.runbook}${why(one.data.reason)}`;
    case "fix.recorded":
      return `recorded a fix, as ${one.data.runbook}`;
    default:
      return undefined;
  }
}

function followUpsFor(incident: Incident, events: readonly StoredEvent[], amendments: number): readonly string[] {
  const { id, outcome, runbook, hypotheses, recurrences } = incident;
  const fixed = events.some((one) => one.type === "fix.recorded");
  const silent = events.some((one) => one.type === "approval.answered" && one.data.status === "timed_out");
  return [
    ...(amendments > 0 ? ["Decide on the changes to runbooks below; none is in force before you approve it."] : []),
    ...(outcome?.result !== "recovered" && !fixed
      ? [`Record what mended it, so that it becomes a runbook: chiron record-fix ${id} -- COMMAND …`]
      : []),
    ...(runbook === null
      ? [`No runbook fits ${incident.type} on ${incident.target}: write one, or say why there is none.`]
      : []),
    ...(silent
      ? ["A question was not answered in time: look whether it reaches those who are asked (chiron notify test)."]
      : []),
    ...(hypotheses.length === 0 ? ["Nobody knows the cause yet: find it."] : []),
    ...(recurrences > 0
      ? [
          `It has come back ${recurrences === 1 ? "once" : `${recurrences} times`}: what repairs it does not remove its cause.`,
        ]
      : []),
  ];
}
