/** Clear: the best strategy of the one runbook that fits. */
import { nextStrategy, sayPassedOver } from "../propose.ts";
import type { Agent, View } from "./agent.ts";

export const clear: Agent = (view) => bestOf(view, view.route.runbook);

/** The first strategy of the runbook that applies and has not been tried. */
export function bestOf({ incident, situation, find, objection, route }: View, id: string | null): ReturnType<Agent> {
  const registered = id === null ? undefined : find(id);
  if (registered === undefined) return { kind: "human", reason: route.why };
  const { strategy, passedOver } = nextStrategy(registered.runbook, incident.triedStrategies, situation, (one) =>
    objection(registered, one),
  );
  if (strategy !== undefined) return { kind: "plan", registered, strategy };
  const why = passedOver.map((one) => `; ${sayPassedOver(one)}`).join("");
  return { kind: "human", reason: `${registered.runbook.id} has no strategy left that applies${why}` };
}
