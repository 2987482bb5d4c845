/**
 * Chat completions, as OpenAI defined them and many servers speak them (https://platform.openai.com/docs/api-reference/chat/create).
 * `strict` schemas are not asked for: they allow no map of free keys, which a step's inputs are, and few servers have them.
 */
import { z } from "zod";
import type { ModelSettings } from "#core/model";
import { notTheProtocol, type Usage, type WireAnswer, type WireRequest } from "./answer.ts";
import type { Composed } from "./compose.ts";

export function openAiRequest(composed: Composed, settings: ModelSettings, key: string | undefined): WireRequest {
  const { system, user, schema } = composed;
  const formats = {
    schema: { type: "json_schema", json_schema: { name: "answer", strict: false, schema } },
    json: { type: "json_object" },
    words: undefined,
  } as const;
  const format = formats[settings.form];
  return {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    body: {
      model: settings.name,
      messages: [
        { role: "system", content: system },
        { role: "user", content: user },
      ],
      [settings.tokenLimit]: settings.maxTokens,
      ...(format === undefined ? {} : { response_format: format }),
    },
  };
}

const count = z.number().int().min(0).nullish();

const completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

export function readOpenAi(body: unknown): WireAnswer {
  const parsed = completion.safeParse(body);
  const [choice] = parsed.data?.choices ?? [];
  if (!parsed.success || choice === undefined) return notTheProtocol("chat completions");
  const model = parsed.data.model ?? null;
  const usage: Usage = {
    inputTokens: parsed.data.usage?.prompt_tokens ?? null,
    outputTokens: parsed.data.usage?.completion_tokens ?? null,
  };
  const { finish_reason: end, message } = choice;
  const nothing = (refusal: "declined" | "cut_off", reason: string): WireAnswer => ({
    ...{ kind: "nothing", refusal, reason, model, usage },
  });
  if (typeof message.refusal === "string" && message.refusal !== "")
    return nothing("declined", "it declined to answer");
  if (end === "content_filter") return nothing("declined", "the answer was held back by a content filter");
  if (end === "length") return nothing("cut_off", "the answer is longer than maxTokens allows");
  return { kind: "said", text: message.content ?? "", model, usage };
}
