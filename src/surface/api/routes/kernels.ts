/** Kernels that show by a call that they are at work. */
import { z } from "zod";
import { name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";

export const kernelRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/v1/kernels/{id}/beat",
    summary: "A kernel says that it is at work; one call is one heartbeat",
    access: { role: "viewer", scope: "status" },
    params: z.strictObject({ id: name.describe("The kernel, as `kernels` of chiron.yaml names it") }),
    answer: "done",
    async handle({ params: { id }, identity }, { perform }) {
      return { body: await perform({ kind: "beat", kernel: id }, identity) };
    },
  }),
];
