/** What delegates may do. Only a human gives; anybody who may operate takes back. */
import { z } from "zod";
import { capabilities, criticalities, duration, name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { reason, targetId } from "./values.ts";

const access = { role: "viewer", scope: "healing" } as const;

export const grantRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/grants",
    summary: "Grants that people gave to delegates, and that have not expired",
    access,
    answer: "grants",
    handle: (_, { engine }) => ({
      body: { items: engine.policies().find((policy) => policy.name === "capability")?.grants ?? [], next: null },
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/grants",
    summary: "Let a delegate do what is named, until it expires or is taken back",
    access,
    body: z.lazy(() =>
      z.strictObject({
        delegate: z.string().regex(/^delegate:[a-z0-9][a-z0-9._-]{0,99}$/i, "is no delegate: delegate:NAME"),
        capabilities: z.array(z.enum(capabilities)).min(1),
        for: duration.describe("How long, at most 24h"),
        reason,
        targets: z.array(targetId).min(1).exactOptional(),
        criticality: z.enum(criticalities).exactOptional(),
        runbooks: z.array(name).min(1).exactOptional(),
      }),
    ),
    answer: "done",
    async handle({ body: { for: forMs, ...rest }, identity }, { perform }) {
      return { body: await perform({ kind: "grant", forMs, ...rest }, identity) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/v1/grants/{id}",
    summary: "Take a grant back, at once",
    access,
    params: z.strictObject({ id: name }),
    query: z.lazy(() => z.strictObject({ reason: reason.optional() })),
    answer: "done",
    async handle({ params: { id }, query, identity }, { perform }) {
      return { body: await perform({ kind: "revoke", grant: id, reason: query.reason ?? "taken back" }, identity) };
    },
  }),
];
