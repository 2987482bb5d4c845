/** Planned work, a change freeze or a silence holds actions, and never detection. What a human says yes to in it runs. */
import { z } from "zod";
import { definePolicy, type Facts } from "#core/model";

export const maintenance = definePolicy({
  name: "maintenance",
  summary: "Holds repairs in maintenance windows and change freezes, and of what is silenced.",
  schema: z.strictObject({}),
  judge(plan, { maintenance: window, approvedPlanHash }) {
    if (window === null || approvedPlanHash === plan.hash) return [];
    const { name, until, kind } = window;
    return [
      {
        policy: "maintenance",
        severity: "hold",
        kind: kind === "silence" ? "silenced" : kind,
        message: messageOf(window),
        evidence: { name, kind, until },
        until,
        recommendation: kind === "silence" ? `chiron silence remove ${name}` : `chiron maintenance end ${name}`,
      },
    ];
  },
});

function messageOf({ name, kind }: NonNullable<Facts["maintenance"]>): string {
  switch (kind) {
    case "maintenance":
      return `the maintenance window ${name} is open: nothing is repaired by itself`;
    case "freeze":
      return `the change freeze ${name} is in force: nothing is repaired by itself`;
    case "silence":
      return `it is silenced (${name}): nothing is repaired, and nobody is told`;
  }
}
