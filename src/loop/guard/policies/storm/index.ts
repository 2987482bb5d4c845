/**
 * When many targets are bad at once, what is wrong is hardly each of them: the monitor's own network, a power line, something that all
 * share. Then no repair begins, and a human gets one page. A service of this machine whose process is known to be gone is put back all
 * the same: that is seen first-hand, and not believed of somebody who does not answer (docs/adr/0015).
 */
import { z } from "zod";
import {
  changesNothing,
  definePolicy,
  duration,
  type Facts,
  formatDuration,
  type Note,
  type Plan,
  type Sighting,
} from "#core/model";
import { badAtOnce } from "../../storms.ts";

const schema = z.strictObject({
  percent: z.number().min(1).max(100).default(50).describe("Share of all targets that is bad at once"),
  atLeast: z
    .number()
    .int()
    .min(2)
    .default(5)
    .describe("With fewer bad targets than this it is no storm, however few there are in all"),
  within: duration.default(300_000).describe("Targets that went bad within this time of one another count as at once"),
  putBack: z
    .boolean()
    .default(true)
    .describe("Whether services of this machine whose process is gone are restarted during a storm too"),
});
type Options = z.output<typeof schema>;

const mostNamed = 20;

export const storm = definePolicy({
  name: "storm",
  summary: "Many targets bad at once: no more repairs, and one page that says so.",
  schema,
  judge(plan, facts, options) {
    if (changesNothing(plan) || facts.approvedPlanHash === plan.hash) return [];
    const note = stormNote(facts, options);
    if (note === undefined) return [];
    if (options.putBack && putsBack(plan, facts)) {
      const message = `${note.message}; ${facts.target.id} is put back all the same, since its process is known to be gone`;
      return [{ ...note, severity: "inform", kind: "put_back", message }];
    }
    return [note];
  },
  observe(sighting, options) {
    const note = stormNote(sighting, options);
    return note === undefined ? [] : [note];
  },
});

function putsBack({ steps }: Plan, { running }: Facts): boolean {
  return !running && steps.every((step) => step.restartsOwnService || step.changesNothing === true);
}

function stormNote({ crowd, now }: Sighting, { percent, atLeast, within }: Options): Note | undefined {
  const { watched, stormSince } = crowd;
  const bad = badAtOnce(crowd, now, within);
  const stands = bad.length >= atLeast && bad.length * 100 >= watched * percent;
  if (!stands && stormSince === null) return undefined;
  const names = bad.map(({ target }) => target).slice(0, mostNamed);
  const since = stormSince === null ? "" : `, for ${formatDuration(now - stormSince)}`;
  return {
    policy: "storm",
    severity: "hold",
    kind: "storm",
    message: `${bad.length} of ${watched} targets are bad at once${since}`,
    evidence: { bad: bad.length, watched, percent, atLeast, withinMs: within, targets: names },
    until: null,
    recommendation: "look for what they share: this machine's own network, power, a server that all need",
  };
}
