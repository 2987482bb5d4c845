/** What holds repairs back: each policy with its options in force, and what has tripped. */
import { defineRoute, type Route } from "./route.ts";

export const policyRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/policies",
    summary: "Every policy with its options in force, circuit breakers, grants and a storm that stands",
    access: { role: "viewer", scope: "runbooks" },
    answer: "policies",
    handle: (_, { engine }) => ({ body: { items: engine.policies(), next: null } }),
  }),
];
