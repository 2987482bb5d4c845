/** Chiron's own processes: how they are, who watches whom, and what they did for one another. */
import { z } from "zod";
import { defineRoute, type Route } from "./route.ts";
import { count } from "./values.ts";

const access = { role: "viewer", scope: "status" } as const;
const query = z.lazy(() =>
  z.strictObject({
    limit: count.pipe(z.number().int().min(1).max(50)).default(20).describe("The newest that many, 1 to 50"),
  }),
);

export const healerRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/healers",
    summary: "Chiron's own processes: engine, mender and watchdog, and how each was recovered last",
    access,
    answer: "healers",
    handle: (_, { engine }) => ({ body: { items: engine.healers(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/healers/watch",
    summary:
      "Who of them watches whom and what each has seen last, with the limits, the leases, and whether an emergency is under way",
    access,
    answer: "watch",
    handle: async (_, { engine }) => ({ body: await engine.watching.watch() }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/healers/recoveries",
    summary: "What the healers did for one another: each recovery with its steps, the newest first",
    access,
    query,
    answer: "recoveries",
    handle: async ({ query: { limit } }, { engine }) => ({
      body: { items: await engine.watching.recoveries(limit), next: null },
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/healers/emergencies",
    summary: "When both healers were gone, and what came of it; the newest first",
    access,
    query,
    answer: "emergencies",
    handle: async ({ query: { limit } }, { engine }) => ({
      body: { items: await engine.watching.emergencies(limit), next: null },
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/drills",
    summary: "Drills of Chiron's own processes, with their figures; the newest first",
    access,
    query,
    answer: "drills",
    handle: async ({ query: { limit } }, { engine }) => ({
      body: { items: await engine.watching.drills(limit), next: null },
    }),
  }),
];
