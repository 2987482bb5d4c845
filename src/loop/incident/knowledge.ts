/** What is known about an incident beyond its course: from the router, the diagnosis, the guard and humans. */
import { traceIdOf } from "#core/lib";
import {
  type EventData,
  type Incident,
  type Knowledge,
  type NewEvent,
  usualMaxReflections,
  type Verdict,
} from "#core/model";

export function nothingKnown({ incident, traceId, sessionId }: EventData["incident.opened"]): Knowledge {
  return {
    confidence: null,
    entropy: null,
    why: null,
    checks: [],
    diagnosedAt: null,
    hypotheses: [],
    reflectionCount: 0,
    maxReflections: usualMaxReflections,
    policyViolations: [],
    humanVerification: null,
    humanOverrideInstructions: null,
    traceId: traceId ?? traceIdOf(incident),
    sessionId: sessionId ?? null,
    inhibitedBy: null,
    inhibits: [],
  };
}

type Learnt = Extract<
  NewEvent,
  { type: "incident.diagnosed" | "incident.inhibited" | "incident.inhibits" | "incident.uninhibited" }
>;

export function learn(incident: Incident, happened: Learnt, at: number): Partial<Incident> | undefined {
  switch (happened.type) {
    case "incident.diagnosed": {
      const { checks, hypotheses } = happened.data;
      return { checks, hypotheses, diagnosedAt: at };
    }
    case "incident.inhibited":
      return { inhibitedBy: happened.data.by };
    case "incident.inhibits": {
      const { inhibited, target, type } = happened.data;
      if (incident.inhibits.some((other) => other.incident === inhibited)) return undefined;
      return { inhibits: [...incident.inhibits, { incident: inhibited, target, type }] };
    }
    case "incident.uninhibited":
      return { inhibitedBy: null };
  }
}

/** Of plans that were refused for good, each kind once, its newest wording last. */
export function violations(before: Incident["policyViolations"], { decision, notes }: Verdict) {
  if (decision !== "reject") return before;
  const forbids = notes.filter(({ severity }) => severity === "forbid");
  if (forbids.length === 0) return before;
  const isAgain = (old: Incident["policyViolations"][number]) =>
    forbids.some(({ policy, kind }) => policy === old.policy && kind === old.kind);
  return [...before.filter((old) => !isAgain(old)), ...forbids];
}
