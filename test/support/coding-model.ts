/** A language model on loopback as a coding agent: what it asks for is a script, what it is told is looked at. */
import type { ModelSettings } from "#core/model";
import type { codingScene, Letting } from "./coding.ts";
import {
  type AskedOf,
  type Called,
  type ModelServer,
  type Provider,
  startModelServer,
  type Turn,
} from "./model-server.ts";

type Test = { after(cleanUp: () => void | Promise<void>): void };

export const providers = ["openai", "anthropic"] as const;

export function modelSettings(provider: Provider, url: string, more: Partial<ModelSettings> = {}): ModelSettings {
  const tail = provider === "openai" ? "/chat/completions" : "/v1/messages";
  return {
    ...{ provider, url: `${url}${tail}`, name: "test-model", key: { file: undefined, env: undefined } },
    ...{ timeoutMs: 5_000, maxTokens: 1_000, form: "schema", tokenLimit: "max_tokens" },
    ...{ budget: { perHour: 10, perDay: 50 }, atOnce: 1, uses: [], share: [], maxCharacters: 12_000 },
    ...more,
  };
}

export const calls = (...list: readonly Called[]): Turn => ({ kind: "calls", calls: list });
export const use = (name: string, input: unknown): Called => ({ name, input });
export const done: Turn = { kind: "words", text: "I am done." };

/** What the tools answered last, by the question that repeats it. */
export function resultsIn({ body }: AskedOf): readonly string[] {
  const messages = body.messages as readonly { readonly role: string; readonly content: unknown }[];
  const last: string[] = [];
  for (const { role, content } of messages.toReversed()) {
    if (role === "tool") last.unshift(String(content));
    else if (role === "user" && Array.isArray(content))
      return content.map((block: { readonly content?: unknown }) => String(block.content));
    else return last;
  }
  return last;
}

export interface Talking extends Letting {
  readonly provider?: Provider;
  readonly settings?: Partial<ModelSettings>;
  readonly tools?: Readonly<Record<string, unknown>>;
  readonly key?: string;
}

/** Lets the model at the scene's task; gives what came of it, and the server with all that it was asked. */
export async function letModel(
  t: Test,
  scene: ReturnType<typeof codingScene>,
  script: Parameters<typeof startModelServer>[2],
  talking: Talking = {},
): Promise<{ readonly attempt: Awaited<ReturnType<typeof scene.let>>; readonly server: ModelServer }> {
  const { provider = "openai", settings = {}, tools = {}, key, ...letting } = talking;
  const server = await startModelServer(t, provider, script, key === undefined ? {} : { key });
  const model = modelSettings(provider, server.url, settings);
  const attempt = await scene.let({ ...letting, kind: "model", options: { model: true, ...tools }, model });
  return { attempt, server };
}
