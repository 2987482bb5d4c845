/** Post-mortems, and the changes to runbooks that they propose. */
import { z } from "zod";
import { ChironError, name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { incidentId, reason } from "./values.ts";

const access = { role: "viewer", scope: "incidents" } as const;
const params = z.strictObject({ id: incidentId });
const amendment = z.strictObject({ id: name.describe("As a post-mortem names it") });

export const postMortemRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/postmortems",
    summary: "Post-mortems, the newest first",
    access,
    answer: "postmortems",
    handle: (_, { engine }) => ({ body: { items: engine.postMortems(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/incidents/{id}/postmortem",
    summary: "The post-mortem that was written last about an incident",
    access,
    params,
    answer: "postmortem",
    handle({ params: { id } }, { engine }) {
      const found = engine.postMortem(id);
      if (found !== undefined) return { body: found };
      throw new ChironError("not_found", `there is no post-mortem of ${id}`, {
        help: `POST /v1/incidents/${id}/postmortem writes one.`,
      });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/incidents/{id}/postmortem",
    summary: "Write one now, of all that is known",
    access,
    params,
    answer: "done",
    async handle({ params: { id }, identity }, { perform }) {
      return { body: await perform({ kind: "postmortem", incident: id }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/amendments/{id}/approve",
    summary: "Put a proposed change to a runbook in force",
    access,
    params: amendment,
    answer: "done",
    async handle({ params: { id }, identity }, { perform }) {
      return { body: await perform({ kind: "approve_amendment", amendment: id }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/amendments/{id}/reject",
    summary: "Refuse a proposed change to a runbook; it is not proposed again for its incident",
    access,
    params: amendment,
    body: z.lazy(() => z.strictObject({ reason })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: "reject_amendment", amendment: id, ...body }, identity) };
    },
  }),
];
