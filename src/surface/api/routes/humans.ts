/** What else a person may say of an incident: another plan, please; I am on it. */
import { z } from "zod";
import { ChironError, duration, overrideSchema } from "#core/model";
import { decision } from "./incidents.ts";
import type { Route } from "./route.ts";
import { hash, moment, reason } from "./values.ts";

const modification = z.lazy(() =>
  overrideSchema.extend({
    planHash: hash.optional().describe("The plan that was shown; a question about another one is not answered"),
    reason: reason.optional(),
  }),
);

const acknowledgement = z.lazy(() =>
  z.strictObject({
    until: moment.optional().describe("Until when; by default as long as the incident is open"),
    for: duration.optional().describe("For how long, instead: 2h"),
    reason: reason.optional(),
  }),
);

export const humanRoutes: readonly Route[] = [
  decision(
    "modify",
    "Ask for another plan, which keeps to these instructions and is asked for anew",
    modification,
    (id, incident, { planHash, reason: why, ...instructions }, isTagged) => {
      const seen = planHash ?? (isTagged ? incident.approval?.planHash : undefined);
      return {
        kind: "modify",
        incident: id,
        instructions,
        ...(seen === undefined ? {} : { planHash: seen }),
        ...(why === undefined ? {} : { reason: why }),
      };
    },
  ),
  decision(
    "acknowledge",
    "Say that somebody is on it: nothing is repeated, and time alone calls nobody else",
    acknowledgement,
    (id, _, { until, for: forMs, reason: why }) => {
      if (until !== undefined && forMs !== undefined)
        throw new ChironError("bad_request", "say either until when, or for how long");
      return {
        kind: "acknowledge",
        incident: id,
        ...(until === undefined ? {} : { until }),
        ...(forMs === undefined ? {} : { forMs }),
        ...(why === undefined ? {} : { reason: why }),
      };
    },
  ),
];
