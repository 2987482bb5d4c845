/** Contracts, and how well outputs keep to them; what people decide about that. */
import { z } from "zod";
import { ChironError, type HarmonyDecision, name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { reason } from "./values.ts";

const access = { role: "viewer", scope: "contracts" } as const;
const params = z.strictObject({ id: name.describe("A pattern's id") });
const nonce = z
  .string()
  .regex(/^[\x21-\x7e]{8,100}$/, "is not 8 to 100 printable characters without spaces")
  .describe("Made up for this decision: sent a second time, it is refused");

export const harmonyRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/contracts",
    summary: "The contracts that outputs are held against, with their formats",
    access,
    answer: "contracts",
    handle: async (_, { engine }) => ({ body: { items: await engine.harmony.contracts(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/harmony",
    summary:
      "How well outputs keep to contracts: the score, gates, sessions, patterns with their likely causes, history",
    access,
    answer: "harmony",
    handle: async (_, { engine }) => ({ body: await engine.harmony.view() }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/harmony/patterns/{id}",
    summary: "One pattern: the outputs that differ beside the words of the contract, its causes and its history",
    access,
    params,
    answer: "pattern",
    async handle({ params: { id } }, { engine }) {
      const pattern = await engine.harmony.pattern(id);
      if (pattern === undefined)
        throw new ChironError("not_found", `there is no pattern ${id}`, {
          help: "`chiron contract patterns`, or GET /v1/harmony, lists them.",
        });
      return { body: pattern };
    },
  }),
  decision("investigate", "A person looks into a pattern", reason.optional()),
  decision("ignore", "A pattern weighs nothing any more, until that is taken back", reason),
  decision("restore", "A pattern that was ignored counts again", reason.optional()),
];

function decision(kind: HarmonyDecision, summary: string, why: typeof reason | z.ZodOptional<typeof reason>): Route {
  const command = `harmony_${kind}` as const;
  return defineRoute({
    method: "POST",
    path: `/v1/harmony/patterns/{id}/${kind}`,
    summary,
    access,
    decides: command,
    params,
    body: z.lazy(() => z.strictObject({ nonce, reason: why })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: command, pattern: id, ...body }, identity) };
    },
  });
}
