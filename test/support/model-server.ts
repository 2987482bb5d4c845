/** A language model's endpoint on loopback that speaks both wire formats, and does to each question what the test wrote into its script. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Test = { after(cleanUp: () => void | Promise<void>): void };
export type Provider = "openai" | "anthropic";

export interface AskedOf {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Called {
  readonly name: string;
  readonly input: unknown;
}

/** How one question is dealt with. */
export type Turn =
  /** A good answer of the protocol: this value as JSON, or in Anthropic's case as the tool's input. */
  | { readonly kind: "value"; readonly value: unknown }
  /** A good answer of the protocol whose words are these. */
  | { readonly kind: "words"; readonly text: string }
  /** It uses tools: with this input each, as the protocol writes it. */
  | { readonly kind: "calls"; readonly calls: readonly Called[]; readonly tokens?: number }
  | { readonly kind: "declines" }
  | { readonly kind: "cut_off" }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly message?: string;
    }
  /** These very bytes as the body, with status 200. */
  | { readonly kind: "raw"; readonly text: string }
  /** A body of so many bytes. */
  | { readonly kind: "huge"; readonly bytes: number }
  /** A byte now and then, for ever. */
  | { readonly kind: "trickles" }
  | { readonly kind: "hangs" }
  | { readonly kind: "closes" };

export interface ModelServer {
  readonly url: string;
  readonly asked: readonly AskedOf[];
  /** Resolves with the question of this number (from 1) once it is there. */
  question(number: number): Promise<AskedOf>;
  stop(): Promise<void>;
}

const usage = {
  openai: { prompt_tokens: 812, completion_tokens: 97, total_tokens: 909 },
  anthropic: { input_tokens: 812, output_tokens: 97 },
} as const;

/** `script` is asked for each question what is to be done; the last turn of a list goes on for all that follow. */
export async function startModelServer(
  t: Test,
  provider: Provider,
  script: readonly Turn[] | ((asked: AskedOf, number: number) => Turn),
  options: { readonly key?: string } = {},
): Promise<ModelServer> {
  const asked: AskedOf[] = [];
  const waiting = new Set<() => void>();
  const turnFor = (one: AskedOf, number: number): Turn =>
    typeof script === "function" ? script(one, number) : (script[Math.min(number, script.length) - 1] as Turn);
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    request.on("end", () => {
      const one = {
        path: request.url ?? "",
        method: request.method ?? "",
        headers: request.headers,
        text,
        body: JSON.parse(text || "{}"),
      };
      asked.push(one);
      for (const look of [...waiting]) look();
      const problem = problemOf(provider, one, options.key);
      if (problem === undefined) play(response, provider, turnFor(one, asked.length));
      else sendError(response, provider, problem.status, problem.message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  t.after(stop);
  const { port } = server.address() as AddressInfo;
  return {
    url: provider === "openai" ? `http://127.0.0.1:${port}/v1` : `http://127.0.0.1:${port}`,
    asked,
    stop,
    question: (number) =>
      new Promise((resolve) => {
        const look = () => {
          const found = asked[number - 1];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** What the real servers refuse as well. */
function problemOf(provider: Provider, { path, method, headers, body }: AskedOf, key: string | undefined) {
  const wanted = provider === "openai" ? "/v1/chat/completions" : "/v1/messages";
  if (path !== wanted || method !== "POST") return { status: 404, message: `no such path: ${path}` };
  if (headers["content-type"] !== "application/json") return { status: 415, message: "not JSON" };
  const given = provider === "openai" ? headers.authorization : headers["x-api-key"];
  const right = provider === "openai" ? `Bearer ${key}` : key;
  if (key !== undefined && given !== right) return { status: 401, message: `Incorrect API key provided: ${given}` };
  if (provider === "anthropic" && headers["anthropic-version"] !== "2023-06-01")
    return { status: 400, message: "anthropic-version: header is required" };
  if (provider === "anthropic" && typeof body.max_tokens !== "number")
    return { status: 400, message: "max_tokens: Field required" };
  if (!Array.isArray(body.messages)) return { status: 400, message: "messages: Field required" };
  if (body.model !== "test-model") return { status: 404, message: `model: ${String(body.model)} does not exist` };
  return undefined;
}

function sendError(response: ServerResponse, provider: Provider, status: number, message: string, headers = {}): void {
  const error =
    provider === "openai"
      ? { error: { message, type: "error", code: null } }
      : { type: "error", error: { type: "error", message } };
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(error));
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function play(response: ServerResponse, provider: Provider, turn: Turn): void {
  switch (turn.kind) {
    case "value":
    case "words":
    case "declines":
    case "cut_off":
      send(response, provider === "openai" ? asOpenAi(turn) : asAnthropic(turn));
      return;
    case "calls":
      send(response, provider === "openai" ? openAiCalls(turn) : anthropicCalls(turn));
      return;
    case "status":
      sendError(response, provider, turn.status, turn.message ?? "no", turn.headers);
      return;
    case "raw":
      response.writeHead(200, { "content-type": "application/json" }).end(turn.text);
      return;
    case "huge":
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"choices":[{"message":{"content":"${"x".repeat(turn.bytes)}"}}]}`);
      return;
    case "trickles": {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
      return;
    }
    case "hangs":
      return;
    case "closes":
      response.destroy();
  }
}

type Said = Extract<Turn, { kind: "value" | "words" | "declines" | "cut_off" }>;

function asOpenAi(turn: Said) {
  switch (turn.kind) {
    case "value":
      return openAi(JSON.stringify(turn.value));
    case "words":
      return openAi(turn.text);
    case "declines":
      return openAi(null, "stop", "I cannot help with that.");
    case "cut_off":
      return openAi('{"hypothesis": "it', "length");
  }
}

function asAnthropic(turn: Said) {
  switch (turn.kind) {
    case "value":
      return anthropic({ value: turn.value });
    case "words":
      return anthropic({ text: turn.text });
    case "declines":
      return anthropic({ text: "" }, "refusal");
    case "cut_off":
      return anthropic({ text: '{"hypo' }, "max_tokens");
  }
}

type Calls = Extract<Turn, { kind: "calls" }>;

function openAiCalls({ calls, tokens }: Calls) {
  const whole = openAi(null, "tool_calls");
  const made = calls.map(({ name, input }, index) => {
    const words = typeof input === "string" ? input : JSON.stringify(input);
    return { id: `call_${index}`, type: "function", function: { name, arguments: words } };
  });
  return {
    ...whole,
    choices: whole.choices.map((choice) => ({ ...choice, message: { ...choice.message, tool_calls: made } })),
    ...(tokens === undefined ? {} : { usage: { prompt_tokens: tokens, completion_tokens: 0 } }),
  };
}

function anthropicCalls({ calls, tokens }: Calls) {
  const made = calls.map(({ name, input }, index) => ({ type: "tool_use", id: `toolu_${index}`, name, input }));
  return {
    ...anthropic({ text: "I use a tool." }, "tool_use"),
    content: [{ type: "text", text: "I use a tool." }, ...made],
    ...(tokens === undefined ? {} : { usage: { input_tokens: tokens, output_tokens: 0 } }),
  };
}

function openAi(content: string | null, end = "stop", refusal: string | null = null) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "test-model-2026-01-01",
    choices: [{ index: 0, message: { role: "assistant", content, refusal }, logprobs: null, finish_reason: end }],
    usage: usage.openai,
  };
}

function anthropic(said: { readonly value?: unknown; readonly text?: string }, end?: string) {
  const content =
    said.text === undefined
      ? [
          { type: "text", text: "I look at the evidence first." },
          { type: "tool_use", id: "toolu_1", name: "answer", input: said.value },
        ]
      : [{ type: "text", text: said.text }];
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "test-model-2026-01-01",
    content,
    stop_reason: end ?? (said.text === undefined ? "tool_use" : "end_turn"),
    stop_sequence: null,
    usage: usage.anthropic,
  };
}
