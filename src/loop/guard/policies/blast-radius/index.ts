/** Not too many targets, and not too much of one group, under repair at the same time. */
import { z } from "zod";
import { changesNothing, definePolicy, type Note } from "#core/model";

export const blastRadius = definePolicy({
  name: "blast-radius",
  summary: "Limits how many targets, and what share of a group, are under repair at once.",
  schema: z.strictObject({
    targets: z.number().int().min(1).default(10).describe("Targets under repair at once"),
    groupPercent: z
      .number()
      .min(1)
      .max(100)
      .default(50)
      .describe("Share of a group under repair at once; one is always allowed"),
  }),
  judge(plan, { target, underRepair, groupSize }, options) {
    if (plan.target !== target.id || plan.steps.length === 0) {
      return [
        note("forbid", "unbounded", `plan ${plan.id} does not name exactly the target it was made for`, {
          target: plan.target,
        }),
      ];
    }
    // Whoever only looks holds up nobody, and is held up by nobody: when many hosts are silent, each is told of in time.
    if (changesNothing(plan)) return [];
    const notes: Note[] = [];
    const total = underRepair.length + 1;
    if (total > options.targets) {
      const message = `${underRepair.length} targets are under repair already (limit ${options.targets})`;
      notes.push(
        note("hold", "too_many_targets", message, { underRepair: underRepair.length, limit: options.targets }),
      );
    }
    const { group } = target;
    if (group !== undefined) {
      const ofGroup = underRepair.filter((other) => other.group === group).length;
      const allowed = Math.max(1, Math.floor((groupSize * options.groupPercent) / 100));
      if (ofGroup + 1 > allowed) {
        const message = `${ofGroup} of ${groupSize} in group ${group} are under repair already (limit ${allowed})`;
        notes.push(note("hold", "too_much_of_group", message, { group, ofGroup, groupSize, allowed }));
      }
    }
    return notes;
  },
});

function note(severity: "hold" | "forbid", kind: string, message: string, evidence: Note["evidence"]): Note {
  return { policy: "blast-radius", severity, kind, message, evidence, ...(severity === "hold" ? { until: null } : {}) };
}
