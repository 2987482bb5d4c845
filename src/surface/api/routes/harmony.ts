/** Contracts, and how well outputs keep to them; what people decide about that. */
import { z } from "zod";
import { ChironError, type HarmonyDecision, hypothesisKinds, name, stepKinds } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { count, reason } from "./values.ts";

const access = { role: "viewer", scope: "contracts" } as const;
const params = z.strictObject({ id: name.describe("A pattern's id") });
const chainParams = z.strictObject({ id: name.describe("A chain's id") });
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
    query: z.lazy(() =>
      z.strictObject({
        violations: count
          .pipe(z.number().int().max(20))
          .default(20)
          .describe("How many outputs at most, each as it was kept: up to 64 kB"),
      }),
    ),
    answer: "pattern",
    async handle({ params: { id }, query: { violations } }, { engine }) {
      return { body: (await engine.harmony.pattern(id, violations)) ?? noPattern(id) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/harmony/patterns/{id}/comparisons",
    summary: "Outputs of a pattern beside the contract, what differs marked in both, cut around it; the newest first",
    access,
    params,
    query: z.lazy(() =>
      z.strictObject({
        limit: count.pipe(z.number().int().min(1).max(20)).default(5).describe("How many at most, 1 to 20"),
        cursor: count.transform(String).optional().describe("`next` of the page before"),
      }),
    ),
    answer: "comparisons",
    async handle({ params: { id }, query: { limit, cursor } }, { engine }) {
      const query = { limit, ...(cursor === undefined ? {} : { before: cursor }) };
      return { body: (await engine.harmony.comparisons(id, query)) ?? noPattern(id) };
    },
  }),
  decision("investigate", "A person looks into a pattern", reason.optional()),
  decision("ignore", "A pattern weighs nothing any more, until that is taken back", reason),
  decision("restore", "A pattern that was ignored counts again", reason.optional()),
  defineRoute({
    method: "POST",
    path: "/v1/harmony/patterns/{id}/fix",
    summary: "Fix now: a chain is made for a pattern, and waits for a human's approval",
    access,
    decides: "harmony_fix",
    params,
    body: z.lazy(() =>
      z.strictObject({
        nonce,
        because: z.enum(hypothesisKinds).optional().describe("The cause to heal it by; default: the likeliest"),
        flow: name.optional().describe("A flow of FLOWS.md; default: the one that is for the cause"),
      }),
    ),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: "harmony_fix", pattern: id, ...body }, identity) };
    },
  }),
  ...chainRoutes(),
];

function noPattern(id: string): never {
  throw new ChironError("not_found", `there is no pattern ${id}`, {
    help: "`chiron contract patterns`, or GET /v1/harmony, lists them.",
  });
}

function chainRoutes(): readonly Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v1/harmony/chains",
      summary: "Chains by which drift is healed, the newest first",
      access,
      answer: "chains",
      handle: async (_, { engine }) => ({ body: { items: await engine.harmony.chains(), next: null } }),
    }),
    defineRoute({
      method: "GET",
      path: "/v1/harmony/chains/{id}",
      summary: "One chain: its steps, what each was given and came to, and what is wanted of a human",
      access,
      params: chainParams,
      answer: "chain",
      async handle({ params: { id } }, { engine }) {
        const chain = await engine.harmony.chain(id);
        if (chain === undefined)
          throw new ChironError("not_found", `there is no chain ${id}`, { help: "GET /v1/harmony/chains lists them." });
        return { body: chain };
      },
    }),
    chainDecision("approve", "A human approves just this chain: the mender carries it out"),
    chainDecision("cancel", "A human does not want it, or not any more"),
    defineRoute({
      method: "POST",
      path: "/v1/harmony/chains/{id}/modify",
      summary: "Another chain is made of this one, and waits for approval in its place",
      access,
      decides: "harmony_chain_modify",
      params: chainParams,
      body: z.lazy(() =>
        z.strictObject({
          nonce,
          instructions: z
            .partialRecord(z.enum(stepKinds), z.string().min(1).max(4_000))
            .optional()
            .describe("Said to a step besides what the flow says"),
          drop: z
            .array(z.enum(stepKinds))
            .max(4)
            .optional()
            .describe("Steps to leave out: `commit`, and what waits for it"),
        }),
      ),
      answer: "done",
      async handle({ params: { id }, body, identity }, { perform }) {
        return { body: await perform({ kind: "harmony_chain_modify", chain: id, ...body }, identity) };
      },
    }),
  ];
}

function chainDecision(kind: "approve" | "cancel", summary: string): Route {
  const command = `harmony_chain_${kind}` as const;
  return defineRoute({
    method: "POST",
    path: `/v1/harmony/chains/{id}/${kind}`,
    summary,
    access,
    decides: command,
    params: chainParams,
    body: z.lazy(() => z.strictObject({ nonce, reason: reason.optional() })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: command, chain: id, ...body }, identity) };
    },
  });
}

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
