/** Tools in chat completions: https://platform.openai.com/docs/guides/function-calling */
import { z } from "zod";
import type { ModelSettings } from "#core/model";
import { type Asking, type Conversation, type Heard, sum, type Turn } from "./conversation.ts";

export function askOpenAi(talk: Conversation, settings: ModelSettings, key: string | undefined): Asking {
  return {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    body: {
      model: settings.name,
      messages: [{ role: "system", content: talk.system }, ...talk.turns.flatMap(messagesOf)],
      tools: talk.tools.map(({ name, description, schema }) => {
        return { type: "function", function: { name, description, parameters: schema } };
      }),
      [settings.tokenLimit]: settings.maxTokens,
    },
  };
}

function messagesOf(turn: Turn): readonly object[] {
  switch (turn.by) {
    case "chiron":
      return [{ role: "user", content: turn.text }];
    case "tools":
      return turn.results.map(({ id, text }) => ({ role: "tool", tool_call_id: id, content: text }));
    case "model": {
      const calls = turn.calls.map(({ id, name, input }) => {
        return { id, type: "function", function: { name, arguments: JSON.stringify(input ?? {}) } };
      });
      return [{ role: "assistant", content: turn.text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }];
    }
  }
}

const count = z.number().int().min(0).nullish();

const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().min(1).max(200),
                function: z.object({ name: z.string().max(200), arguments: z.string() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

export function hearOpenAi(body: unknown): Heard {
  const parsed = completion.safeParse(body);
  const [choice] = parsed.data?.choices ?? [];
  if (choice === undefined) return { ok: false, why: "what came is no answer of chat completions", tokens: null };
  const tokens = sum(parsed.data?.usage?.prompt_tokens, parsed.data?.usage?.completion_tokens);
  const { message, finish_reason: end } = choice;
  if ((message.refusal ?? "") !== "" || end === "content_filter")
    return { ok: false, why: "it declined to answer", tokens };
  if (end === "length") return { ok: false, why: "its answer is longer than maxTokens allows", tokens };
  const calls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => {
    return { id, name, input: parsedOr(text) };
  });
  return { ok: true, text: message.content ?? "", calls, tokens };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
