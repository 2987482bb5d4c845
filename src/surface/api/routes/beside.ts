/** Beside /v1: for monitors and tools. */
import { defineRoute, type Route } from "./route.ts";

const access = { role: "viewer", scope: "status" } as const;

export const besideRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/healthz",
    summary: "Whether the process answers",
    access: null,
    answer: "health",
    handle: () => ({ body: { alive: true } }),
  }),
  defineRoute({
    method: "GET",
    path: "/readyz",
    summary: "Whether the engine's work loop is at work, which the process's own answer does not show",
    access: null,
    answer: "readiness",
    handle(_, { readiness }) {
      const { ready, detail } = readiness();
      return { status: ready ? 200 : 503, body: { ready, detail } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/metrics",
    summary: "Numbers in Prometheus' text format",
    access,
    answer: "text",
    async handle(_, { metrics }) {
      const { writeMetrics } = await import("../metrics.ts");
      return writeMetrics(metrics());
    },
  }),
  defineRoute({
    method: "GET",
    path: "/openapi.json",
    summary: "This document",
    access,
    answer: "document",
    async handle(_, { routes, version }) {
      const { openApi } = await import("../documents/index.ts");
      return { body: openApi(routes, version) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/asyncapi.json",
    summary: "The stream of events, as an AsyncAPI document",
    access,
    answer: "document",
    async handle(_, { version }) {
      const { asyncApi } = await import("../documents/index.ts");
      return { body: asyncApi(version) };
    },
  }),
];
