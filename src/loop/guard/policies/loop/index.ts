/**
 * Repairs that lead nowhere: two that undo one another, and one that "helps" again and again. A restart of the target's own service goes
 * on all the same, since a service that something kills must not be left dead for having been healed too often (docs/adr/0005).
 */
import { z } from "zod";
import {
  type Causation,
  changesNothing,
  definePolicy,
  duration,
  formatDuration,
  type Note,
  type Plan,
  type Sighting,
} from "#core/model";

const schema = z.strictObject({
  heals: z.number().int().min(1).default(3).describe("Verified repairs of the same trouble before a human is called"),
  within: duration.default(604_800_000).describe("The time in which they are counted"),
  rounds: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe(
      "How often a trouble comes back to the target where it began, by repairs of others, before all healing stops",
    ),
  restartRounds: z
    .number()
    .int()
    .min(1)
    .default(3)
    .describe("The same where one of the repairs was only a restart: what follows a restart often does so by chance"),
  lag: duration
    .default(5_000)
    .describe("How soon after a repair a trouble must begin to count as its doing; at most 10s"),
});
type Options = z.output<typeof schema>;

export const loop = definePolicy({
  name: "loop",
  summary: "Repairs that undo one another stop all healing; what was healed too often goes to a human.",
  schema,
  judge(plan, facts, options) {
    if (facts.approvedPlanHash === plan.hash || changesNothing(plan)) return [];
    const undoing = undoingNote(facts, options);
    if (undoing !== undefined) return [undoing];
    const count = healsWithin(facts.heals, facts.now, options.within);
    if (count < options.heals || facts.returnsAreNews) return [];
    const note = healedNote(facts, count, options);
    return [{ ...note, severity: onlyRestarts(plan) ? "inform" : "ask" }];
  },
  observe(sighting, options) {
    const undoing = undoingNote(sighting, options);
    if (undoing !== undefined) return [undoing];
    if (sighting.returnsAreNews || healsWithin(sighting.heals, sighting.now, options.within) !== options.heals)
      return [];
    return [{ ...healedNote(sighting, options.heals, options), severity: "inform", page: true }];
  },
});

function onlyRestarts({ steps }: Plan): boolean {
  return steps.every((step) => step.restartsOwnService || step.changesNothing === true);
}

function healsWithin(heals: readonly number[], now: number, withinMs: number): number {
  let first = heals.length;
  while (first > 0 && (heals[first - 1] ?? 0) >= now - withinMs) first--;
  return heals.length - first;
}

function healedNote({ incident }: Sighting, count: number, { heals, within }: Options): Omit<Note, "severity"> {
  return {
    policy: "loop",
    kind: "healed_too_often",
    message: `${incident.type} on ${incident.target} was repaired ${count} times within ${formatDuration(within)}, and is back`,
    evidence: { heals: count, limit: heals, withinMs: within },
    recommendation: "the repair treats the symptom; look for the cause",
  };
}

/** A trouble that comes back to its own target by way of repairs of others, counted over the chain of what caused what. */
function undoingNote({ causation, incident }: Sighting, { rounds, restartRounds, lag }: Options): Note | undefined {
  const { chain, count, gentle } = roundsOf(causation, incident.target, lag);
  const limit = gentle ? restartRounds : rounds;
  if (count < limit) return undefined;
  const way = [...chain].reverse().map(({ repaired, runbook }) => `${runbook} on ${repaired}`);
  return {
    policy: "loop",
    severity: "hold",
    kind: "undoing",
    message: `repairs undo one another: ${way.join(", then ")}, and ${incident.target} is bad again`,
    evidence: {
      rounds: count,
      limit,
      chain: chain.map(({ target, repaired, runbook, strategy, lagMs }) => ({
        target,
        repaired,
        runbook,
        strategy,
        lagMs,
      })),
    },
    until: null,
    recommendation: "find out how the one repair disturbs the other target before healing goes on",
  };
}

function roundsOf({ chain: whole }: Causation, target: string, lag: number) {
  const end = whole.findIndex(({ lagMs }) => lagMs > lag);
  const near = end === -1 ? whole : whole.slice(0, end);
  const last = near.findLastIndex((cause) => cause.repaired === target);
  const chain = near.slice(0, last + 1);
  const count = chain.filter((cause) => cause.repaired === target).length;
  return { chain, count, gentle: chain.some((cause) => cause.onlyRestarts) };
}
