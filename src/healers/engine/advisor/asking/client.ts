/** A language model behind one of the two wire formats. */
import { type Called, call } from "#core/language-model";
import { masked, readSecret, type SecretMeans, sha256 } from "#core/lib";
import { type AdviceRefusal, type ModelCost, type ModelSettings, messageOf } from "#core/model";
import type { Platform } from "#core/platform";
import type { Advisor, Question, Reply } from "../types.ts";
import { noUsage, type Usage, type WireAnswer, type WireRequest } from "./answer.ts";
import { anthropicRequest, readAnthropic } from "./anthropic.ts";
import { type Composed, compose } from "./compose.ts";
import { extractObject, isDeep } from "./extract.ts";
import { openAiRequest, readOpenAi } from "./openai.ts";

interface Wire {
  readonly request: (composed: Composed, settings: ModelSettings, key: string | undefined) => WireRequest;
  readonly read: (body: unknown) => WireAnswer;
}

const wires: Readonly<Record<ModelSettings["provider"], Wire>> = {
  openai: { request: openAiRequest, read: readOpenAi },
  anthropic: { request: anthropicRequest, read: readAnthropic },
};

export type ClientMeans = Pick<Platform, "network" | "clock" | "random" | "ids"> & SecretMeans;

export function createClient(settings: ModelSettings, means: ClientMeans): Advisor {
  const wire = wires[settings.provider];
  const composed = (question: Question) => {
    // The id holds the time and some chance, the random number more of it; what was said goes in as well.
    const salt = `${means.ids.next("ask")} ${means.random.next()}`;
    return compose(question, settings, salt);
  };
  return {
    preview(question) {
      const { file, env } = settings.key;
      const key = file === undefined && env === undefined ? undefined : "***";
      const { headers, body } = wire.request(composed(question), settings, key);
      return { method: "POST", url: settings.url, headers, body, bytes: Buffer.byteLength(JSON.stringify(body)) };
    },
    async ask(question, { signal, announce }) {
      const startedAt = means.clock.monotonic();
      let key: string | undefined;
      try {
        key = await readSecret("key", settings.key, means);
      } catch (error) {
        return { kind: "refused", refusal: "no_key", reason: messageOf(error), model: settings.name, cost: null };
      }
      if (signal.aborted)
        return {
          kind: "refused",
          refusal: "cancelled",
          reason: "it is no longer needed",
          model: settings.name,
          cost: null,
        };
      const { headers, body } = wire.request(composed(question), settings, key);
      // A key that found its way into a reading or a log is not told to anybody, the model included.
      const text = withoutKey(JSON.stringify(body), key);
      const sentBytes = Buffer.byteLength(text);
      await announce({ bytes: sentBytes, digest: sha256(text) });
      const request = { url: settings.url, headers: { "content-type": "application/json", ...headers }, body: text };
      const { timeoutMs } = settings;
      const called = await call(request, { ...means, signal, timeoutMs, key });
      const durationMs = Math.round(means.clock.monotonic() - startedAt);
      return replyOf(called, wire, { settings, key, sentBytes, durationMs });
    },
  };
}

interface Circumstances {
  readonly settings: ModelSettings;
  readonly key: string | undefined;
  readonly sentBytes: number;
  readonly durationMs: number;
}

function replyOf(called: Called, wire: Wire, { settings, key, sentBytes, durationMs }: Circumstances): Reply {
  const receivedBytes = called.ok ? Buffer.byteLength(called.body) : called.receivedBytes;
  const cost = (usage: Usage): ModelCost => {
    return { sentBytes, receivedBytes, ...usage, durationMs, attempts: called.attempts };
  };
  const refused = (refusal: AdviceRefusal, reason: string, usage = noUsage, model: string | null = null): Reply => {
    return { kind: "refused", refusal, reason, model: nameOf(model, settings), cost: cost(usage) };
  };
  if (!called.ok) return refused(called.refusal, called.reason);
  const body = parsed(withoutKey(called.body, key));
  if (body === undefined) return refused("not_the_protocol", "what came is not JSON");
  const answer = wire.read(body);
  const { model, usage } = answer;
  if (answer.kind === "nothing") return refused(answer.refusal, answer.reason, usage, model);
  const value = "value" in answer && answer.value !== undefined ? answer.value : extractObject(answer.text);
  if (value === undefined || isDeep(value))
    return refused("no_json", "there is no JSON object in what it said", usage, model);
  return { kind: "answered", value, model: nameOf(model, settings), cost: cost(usage) };
}

function withoutKey(text: string, key: string | undefined): string {
  return key === undefined ? text : masked(text, [key]);
}

/** A server's word for a model is kept only where it is one. */
function nameOf(said: string | null, { name }: ModelSettings): string {
  return said !== null && /^[\w./:@+-]{1,200}$/.test(said) ? said : name;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
