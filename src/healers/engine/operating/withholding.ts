/** What is not to be told now is written down all the same, and told afterwards if it is still so (boundaries.ts). */
import { event } from "#core/model";
import type { Parts } from "../parts.ts";
import type { Queue } from "../telling.ts";

export function withholding(
  send: Queue,
  { state, record, operating }: Pick<Parts, "state" | "record" | "operating">,
): Queue {
  return (message, along = []) => {
    const incident = message.incident === null ? undefined : state.incident(message.incident);
    const because = incident === undefined ? undefined : operating.keepsBack(incident);
    if (incident === undefined || because === undefined) return send(message, along);
    record([...along, event("message.withheld", { incident: incident.id, message, because })]);
  };
}
