/** The world's own probe. What it is answered, truth or lie, is the world's to say. */
import { z } from "zod";
import { defineProbe, type Probe, type ProbeAnswer } from "#core/model";

/** `ask` gives what a target answers; undefined: it never does. */
export function worldProbe(ask: (target: string) => ProbeAnswer | undefined): Probe {
  return defineProbe({
    name: "world",
    summary: "Asks the simulated world how a target is",
    schema: z.strictObject({}),
    defaults: { everyMs: 60_000, deadlineMs: 5_000 },
    async poll({ id }, _options, { signal }) {
      const answer = ask(id);
      if (answer !== undefined) return answer;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    },
  });
}
