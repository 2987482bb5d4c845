/**
 * One owner per layer. Where a service belongs to a supervisor other than Chiron, that one restarts it: Chiron waits while it is
 * at work, and acts when it has given up, or when the process runs and yet does not serve. What a person stopped through the
 * supervisor stays down.
 */
import { z } from "zod";
import { definePolicy, duration, type Note, type Plan, type SupervisorReport, unreachable } from "#core/model";

const schema = z.strictObject({
  lookEvery: duration.default(1_000).describe("How soon it is looked again whether the supervisor is done, at first"),
  lookAtLeastEvery: duration.default(30_000).describe("The same, once it has been at work for long"),
  answerWithin: duration.default(10_000).describe("How long a supervisor that does not answer is waited for"),
});
type Options = z.output<typeof schema>;

export const ownership = definePolicy({
  name: "ownership",
  summary: "Leaves a service to its own supervisor while that one is at work on it, or was told to stop it.",
  schema,
  judge(plan, { supervisor: report, target, now, incident, approvedPlanHash }, options): readonly Note[] {
    if (report === null || approvedPlanHash === plan.hash || !touchesService(plan)) return [];
    const supervisor = target.supervisor?.kind ?? "its supervisor";
    const note = (kind: string, message: string): Omit<Note, "severity"> => ({
      policy: "ownership",
      kind,
      message: `${message} (${report.words})`,
      evidence: { supervisor, ...evidenceOf(report) },
    });
    switch (report.state) {
      case "running":
        return [];
      case "changing": {
        const until = retryAt(report, now, now - incident.openedAt, options);
        return [
          { ...note("supervisor_at_work", `${supervisor} is at work on ${target.id} itself`), severity: "hold", until },
        ];
      }
      case "stopped":
        return [
          {
            ...note("stopped_on_purpose", `${target.id} was stopped through ${supervisor}, and is left so`),
            severity: "hold",
            until: null,
          },
        ];
      case "gave_up":
        return [{ ...note("supervisor_gave_up", `${supervisor} leaves ${target.id} down`), severity: "inform" }];
      case "no_answer": {
        const until = incident.openedAt + options.answerWithin;
        // It may be starting itself. If not, the repair fails for all to see, and a person hears of it.
        if (until <= now) return [];
        const message = `${supervisor} does not answer about ${target.id}`;
        return [{ ...note("supervisor_silent", message), severity: "hold", until: Math.min(until, now + 2_000) }];
      }
      default:
        return unreachable(report.state);
    }
  },
});

function touchesService({ steps }: Plan): boolean {
  return steps.some((step) => step.restartsOwnService || step.action === "process.signal");
}

/** When the supervisor itself goes on, where it says so; else the later, the longer it has been at work. */
function retryAt({ nextAt }: SupervisorReport, now: number, openMs: number, options: Options): number {
  const byAge = now + Math.min(options.lookAtLeastEvery, Math.max(options.lookEvery, openMs / 4));
  if (nextAt === undefined || nextAt <= now) return byAge;
  return Math.min(nextAt + options.lookEvery, now + options.lookAtLeastEvery);
}

function evidenceOf({ state, words, pid, restarts, nextAt, askedAt }: SupervisorReport): Note["evidence"] {
  return {
    state,
    words,
    pid,
    askedAt,
    ...(restarts === undefined ? {} : { restarts }),
    ...(nextAt === undefined ? {} : { nextAt }),
  };
}
