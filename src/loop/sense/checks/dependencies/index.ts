/**
 * Whether everything that a target depends on is well, by a fresh look at each.
 *
 * Values: `asked`, `bad` and `unknown`, in numbers; `firstBad`, the name of one that is bad.
 */
import { z } from "zod";
import { type CheckAnswer, defineCheck } from "#core/model";

export const dependenciesCheck = defineCheck({
  name: "dependencies",
  summary: "Is everything well that it depends on",
  schema: z.strictObject({}),
  deadlineMs: 5_000,
  applies: ({ dependsOn }) => dependsOn.length > 0,
  async run(target, _options, { dependencies, lookAt }): Promise<CheckAnswer> {
    if (dependencies.length === 0)
      return { ok: true, finding: `${target.id} depends on nothing`, values: { asked: 0 } };
    const seen = await Promise.all(dependencies.map(async (id) => ({ id, health: await lookAt(id) })));
    const named = (wanted: (typeof seen)[number]["health"]) =>
      seen.filter(({ health }) => health === wanted).map(({ id }) => id);
    const [bad, unknown] = [named("bad"), named("unknown")];
    const values = { asked: seen.length, bad: bad.length, unknown: unknown.length };
    const [firstBad] = bad;
    if (firstBad !== undefined)
      return { ok: false, finding: `${target.id} depends on ${bad.join(", ")}: bad`, values: { ...values, firstBad } };
    if (unknown.length > 0)
      return { ok: null, finding: `nothing is known of ${unknown.join(", ")}, on which it depends`, values };
    return { ok: true, finding: `${dependencies.join(", ")}, on which it depends: well`, values };
  },
});
