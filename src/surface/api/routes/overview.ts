/** All that is seen at one glance, in one request. */
import { defineRoute, type Route } from "./route.ts";

export const overviewRoute: Route = defineRoute({
  method: "GET",
  path: "/v1/overview",
  summary:
    "Whether anything is wrong, and what is wanted of whom: short lists with whole totals, and the newest events in sentences",
  access: { role: "viewer", scope: "status" },
  answer: "overview",
  handle: async (_, { engine }) => ({ body: await engine.overview() }),
});
