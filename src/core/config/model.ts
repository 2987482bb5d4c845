/** The section `model` of chiron.yaml: the one door to a language model, shut unless it is there. */
import { z } from "zod";
import { oneSecret, secretEnv, secretFile } from "#core/lib";
import { duration, type ModelSettings, modelProviders, modelShares, modelUses } from "#core/model";
import { absolute, type Gathering } from "./gathering.ts";
import type { Source } from "./source/index.ts";

const listed = <T extends string>(words: readonly [T, ...T[]], preset: readonly T[]) =>
  z
    .array(z.enum(words))
    .min(1)
    .refine((list) => new Set(list).size === list.length, "names one twice")
    .default([...preset]);

export const modelSchema = z.strictObject({
  provider: z
    .enum(modelProviders)
    .describe("Which wire format: openai (chat completions, spoken by many servers) or anthropic (messages)"),
  url: z
    .url({ protocol: /^https?$/, error: "is not an http or https address" })
    .max(2_000)
    .optional()
    .describe("The server's address, as its documentation gives it for clients. Default: the provider's own"),
  name: z.string().min(1).max(200).describe("The model's name, as the server knows it"),
  keyFile: secretFile("the key"),
  keyEnv: secretEnv("the key"),
  timeout: duration.default(60_000).describe("For one question, with all its attempts"),
  maxTokens: z.number().int().min(64).max(32_000).default(2_000).describe("The longest answer, in the model's tokens"),
  form: z
    .enum(["schema", "json", "words"])
    .default("schema")
    .describe("How the form of the answer is asked for: by a schema, only as JSON, or only in words"),
  tokenLimit: z
    .enum(["max_tokens", "max_completion_tokens"])
    .optional()
    .describe(
      "What an openai server calls the limit. Default: max_completion_tokens at api.openai.com, else max_tokens",
    ),
  budget: z
    .strictObject({
      perHour: z.number().int().min(1).max(10_000).default(10).describe("Questions within an hour"),
      perDay: z.number().int().min(1).max(100_000).default(50).describe("Questions within a day"),
    })
    .prefault({})
    .describe("What comes beyond it is not asked"),
  atOnce: z.number().int().min(1).max(20).default(1).describe("Questions under way at once"),
  uses: listed(modelUses, modelUses).describe("What it may be asked for"),
  share: listed(modelShares, ["evidence", "history"]).describe(
    "What it is told beside the kind of the trouble and the declared target; logs: the end of the service's own log",
  ),
  maxCharacters: z
    .number()
    .int()
    .min(500)
    .max(200_000)
    .default(12_000)
    .describe("How much of what readings and logs say is told at most"),
});
type ModelInput = z.output<typeof modelSchema>;

const ownAddress = { openai: "https://api.openai.com/v1", anthropic: "https://api.anthropic.com" } as const;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Undefined when there is none, or when something is wrong with it, which is told. */
export function readModel(input: ModelInput | undefined, source: Source, into: Gathering): ModelSettings | undefined {
  if (input === undefined) return undefined;
  const problem = (key: string, message: string, suggestion: string) =>
    into.problems.push(source.problem(["model", key], message, { suggestion }));
  if (!oneSecret(input.keyFile, input.keyEnv)) {
    problem("keyEnv", "the key has two places", "leave out keyFile or keyEnv");
    return undefined;
  }
  const url = new URL(input.url ?? ownAddress[input.provider]);
  if (url.username !== "" || url.password !== "") {
    problem("url", "may hold no name and password", "use keyFile or keyEnv");
    return undefined;
  }
  const hasKey = input.keyFile !== undefined || input.keyEnv !== undefined;
  if (url.protocol === "http:" && hasKey && !loopback.test(url.hostname)) {
    problem("url", "would send the key where everybody on the way can read it", "use https");
    return undefined;
  }
  const { provider, name, maxTokens, form, budget, atOnce, uses, share, maxCharacters } = input;
  const isOpenAi = url.hostname === "api.openai.com";
  return {
    provider,
    url: endpointOf(provider, url),
    name,
    key: { file: input.keyFile === undefined ? undefined : absolute(into.folder, input.keyFile), env: input.keyEnv },
    timeoutMs: Math.max(100, input.timeout),
    maxTokens,
    form,
    tokenLimit: input.tokenLimit ?? (isOpenAi ? "max_completion_tokens" : "max_tokens"),
    budget,
    atOnce,
    uses,
    share,
    maxCharacters,
  };
}

/** Clients are told an address with or without `/v1`, or the whole one; each leads to the same place. */
function endpointOf(provider: ModelInput["provider"], url: URL): string {
  const tail = provider === "openai" ? "/chat/completions" : "/messages";
  const path = url.pathname.replace(/\/+$/, "");
  const isVersioned = provider === "openai" ? path !== "" : path.endsWith("/v1");
  const whole = new URL(url);
  if (!path.endsWith(tail)) whole.pathname = `${path}${isVersioned ? "" : "/v1"}${tail}`;
  return whole.href;
}
