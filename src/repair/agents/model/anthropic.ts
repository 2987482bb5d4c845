/** Tools in Anthropic's messages: https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview */
import { z } from "zod";
import type { ModelSettings } from "#core/model";
import { type Asking, type Conversation, type Heard, sum, type Turn } from "./conversation.ts";

export function askAnthropic(talk: Conversation, settings: ModelSettings, key: string | undefined): Asking {
  return {
    headers: { "anthropic-version": "2023-06-01", ...(key === undefined ? {} : { "x-api-key": key }) },
    body: {
      model: settings.name,
      max_tokens: settings.maxTokens,
      system: talk.system,
      messages: talk.turns.map(messageOf),
      tools: talk.tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
    },
  };
}

function messageOf(turn: Turn): object {
  switch (turn.by) {
    case "chiron":
      return { role: "user", content: turn.text };
    case "tools":
      return {
        role: "user",
        content: turn.results.map(({ id, text, isError }) => {
          return { type: "tool_result", tool_use_id: id, content: text, is_error: isError };
        }),
      };
    case "model":
      return {
        role: "assistant",
        // Empty text is refused.
        content: [
          ...(turn.text === "" ? [] : [{ type: "text", text: turn.text }]),
          ...turn.calls.map(({ id, name, input }) => ({ type: "tool_use", id, name, input: input ?? {} })),
        ],
      };
  }
}

const count = z.number().int().min(0).nullish();

const message = z.object({
  type: z.literal("message"),
  // Blocks of other types, such as thinking, are not looked at.
  content: z.array(
    z.object({
      type: z.string(),
      id: z.string().min(1).max(200).nullish(),
      name: z.string().max(200).nullish(),
      input: z.unknown().optional(),
      text: z.string().nullish(),
    }),
  ),
  stop_reason: z.string().nullish(),
  usage: z.object({ input_tokens: count, output_tokens: count }).nullish(),
});

export function hearAnthropic(body: unknown): Heard {
  const parsed = message.safeParse(body);
  if (!parsed.success) return { ok: false, why: "what came is no answer of Anthropic's messages", tokens: null };
  const { content, stop_reason: end, usage } = parsed.data;
  const tokens = sum(usage?.input_tokens, usage?.output_tokens);
  if (end === "refusal") return { ok: false, why: "it declined to answer", tokens };
  if (end === "max_tokens") return { ok: false, why: "its answer is longer than maxTokens allows", tokens };
  if (end === "model_context_window_exceeded")
    return { ok: false, why: "the conversation became too long for the model", tokens };
  const calls = content.flatMap(({ type, id, name, input }) => {
    return type === "tool_use" && typeof id === "string" ? [{ id, name: name ?? "", input }] : [];
  });
  const text = content.map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
  return { ok: true, text, calls, tokens };
}
