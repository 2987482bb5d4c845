/** What a human asked of the next plan, in words. */
import type { HumanInstructions } from "./human.ts";

export function tellInstructions(instructions: HumanInstructions): string {
  const { runbook, strategy, withoutStrategies, withoutActions, inputs, riskAtMost, notes } = instructions;
  const parts = [
    `by ${runbook}${strategy === null ? "" : ` ("${strategy}")`}`,
    ...(withoutStrategies.length === 0 ? [] : [`not by ${withoutStrategies.map((name) => `"${name}"`).join(", ")}`]),
    ...(withoutActions.length === 0 ? [] : [`without ${withoutActions.join(", ")}`]),
    ...inputs.map(({ action, step, input }) => {
      const which = step === undefined ? action : `step ${step + 1} (${action})`;
      return `${which} with ${JSON.stringify(input)}`;
    }),
    ...(riskAtMost === null ? [] : [`at most ${riskAtMost} risk`]),
    ...notes.map((note) => `“${note}”`),
  ];
  return parts.join("; ");
}
