/**
 * Anthropic's messages (https://docs.claude.com/en/api/messages). The form is asked for as the input of one tool that has to be used; what is
 * used is not a tool of anybody's: its input is the answer. No sampling options are sent, since newer models refuse them.
 */
import { z } from "zod";
import type { ModelSettings } from "#core/model";
import { notTheProtocol, type Usage, type WireAnswer, type WireRequest } from "./answer.ts";
import type { Composed } from "./compose.ts";

const toolName = "answer";

export function anthropicRequest(composed: Composed, settings: ModelSettings, key: string | undefined): WireRequest {
  const { system, user, schema } = composed;
  const tool = { name: toolName, description: "Gives the answer in its form.", input_schema: schema };
  return {
    headers: { "anthropic-version": "2023-06-01", ...(key === undefined ? {} : { "x-api-key": key }) },
    body: {
      model: settings.name,
      max_tokens: settings.maxTokens,
      system,
      messages: [{ role: "user", content: user }],
      ...(settings.form === "schema"
        ? { tools: [tool], tool_choice: { type: "tool", name: toolName, disable_parallel_tool_use: true } }
        : {}),
    },
  };
}

const count = z.number().int().min(0).nullish();

const message = z.object({
  type: z.literal("message"),
  model: z.string().nullish(),
  // Blocks of other types, such as thinking, are not looked at.
  content: z.array(
    z.object({
      type: z.string(),
      name: z.string().nullish(),
      input: z.unknown().optional(),
      text: z.string().nullish(),
    }),
  ),
  stop_reason: z.string().nullish(),
  usage: z.object({ input_tokens: count, output_tokens: count }).nullish(),
});

export function readAnthropic(body: unknown): WireAnswer {
  const parsed = message.safeParse(body);
  if (!parsed.success) return notTheProtocol("Anthropic's messages");
  const { model = null, content, stop_reason: end, usage: used } = parsed.data;
  const usage: Usage = { inputTokens: used?.input_tokens ?? null, outputTokens: used?.output_tokens ?? null };
  const nothing = (refusal: "declined" | "cut_off", reason: string): WireAnswer => ({
    ...{ kind: "nothing", refusal, reason, model, usage },
  });
  if (end === "refusal") return nothing("declined", "it declined to answer");
  if (end === "max_tokens") return nothing("cut_off", "the answer is longer than maxTokens allows");
  if (end === "model_context_window_exceeded") return nothing("cut_off", "the question is too long for the model");
  const used_ = content.filter(({ type }) => type === "tool_use");
  const text = content.map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
  const [only] = used_;
  if (only === undefined) return { kind: "said", text, model, usage };
  // Two answers, or a tool that was never offered: which of it would be meant?
  if (used_.length > 1 || only.name !== toolName) return notTheProtocol("Anthropic's messages");
  return { kind: "said", value: only.input, text, model, usage };
}
