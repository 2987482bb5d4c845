/**
 * The other sides of two-way channels, as they were measured: signal-cli 0.14's daemon by HTTP and by lines, signal-cli-rest-api's WebSocket,
 * Telegram's Bot API. A human writes by `write`; what was sent to humans stands in `sent`.
 */
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { until } from "../../../src/core/platform/test/index.ts";
import { listening } from "./listening.ts";

export interface Written {
  readonly from: string;
  readonly text: string;
  readonly quoted?: string;
  /** The service's id of the message; by default a new one. */
  readonly at?: number;
}

export interface Sent {
  readonly to: string;
  readonly text: string;
}

export interface TwoWay {
  /** The channel's options, without `replies`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Two senders, as the service knows them. */
  readonly people: readonly [string, string];
  readonly sent: readonly Sent[];
  /** Resolves once somebody listens. */
  listened(): Promise<void>;
  write(written: Written): void;
  /** Breaks off whoever listens. */
  hangUp(): void;
}

const people = ["+15550002222", "+15550003333"] as const;
const account = "+15550001111";
let lastTime = 1_700_000_000_000;

function envelopeOf({ from, text, quoted, at = ++lastTime }: Written) {
  const quote = quoted === undefined ? {} : { quote: { id: 1, author: account, text: quoted } };
  const dataMessage = { timestamp: at, message: text, expiresInSeconds: 0, viewOnce: false, ...quote };
  const source = { source: from, sourceNumber: from, sourceUuid: null, sourceName: "Anna", sourceDevice: 1 };
  return { envelope: { ...source, timestamp: at, dataMessage }, account };
}

/** What else comes by the same way, and is no message. */
const noise = { envelope: { sourceNumber: people[0], timestamp: 1, typingMessage: { action: "STARTED" } }, account };

function rpcAnswer(line: string, sent: Sent[]): object {
  const { id, method, params } = JSON.parse(line);
  if (method !== "send") return { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not implemented" } };
  for (const to of params.recipient ?? [params.groupId]) sent.push({ to, text: params.message });
  const results = [{ recipientAddress: { number: params.recipient?.[0] }, type: "SUCCESS" }];
  return { jsonrpc: "2.0", id, result: { timestamp: ++lastTime, results } };
}

export async function signalByHttp(t: TestContext): Promise<TwoWay> {
  const sent: Sent[] = [];
  const listeners = new Set<ServerResponse>();
  const server = createHttpServer(async (request, response) => {
    if (request.url?.startsWith("/api/v1/events")) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(":\n");
      listeners.add(response.on("close", () => listeners.delete(response)));
      response.write(`event:receive\ndata:${JSON.stringify(noise)}\n\n`);
      return;
    }
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(rpcAnswer(body, sent)));
  });
  const port = await listening(t, server);
  return {
    options: { http: `http://127.0.0.1:${port}`, account, recipients: [people[0]] },
    environment: {},
    people,
    sent,
    listened: () => until("somebody listens", () => (listeners.size > 0 ? true : undefined)).then(() => undefined),
    write(written) {
      const frame = `event:receive\ndata:${JSON.stringify(envelopeOf(written))}\n\n`;
      // In two pieces, as a network may bring it.
      for (const listener of listeners) {
        listener.write(frame.slice(0, 40));
        listener.write(frame.slice(40));
      }
    },
    hangUp: () => {
      for (const listener of listeners) listener.destroy();
      listeners.clear();
    },
  };
}

export async function signalByLines(t: TestContext): Promise<TwoWay> {
  const sent: Sent[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    let rest = "";
    socket.setEncoding("utf8").on("data", (piece: string) => {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) socket.write(`${JSON.stringify(rpcAnswer(line, sent))}\n`);
    });
  });
  const port = await listening(t, server);
  return {
    options: { tcp: { host: "127.0.0.1", port }, account, recipients: [people[0]] },
    environment: {},
    people,
    sent,
    listened: () => until("somebody listens", () => (sockets.size > 0 ? true : undefined)).then(() => undefined),
    write(written) {
      const notify = (params: object) => `${JSON.stringify({ jsonrpc: "2.0", method: "receive", params })}\n`;
      for (const socket of sockets) socket.write(notify(noise) + notify(envelopeOf(written)));
    },
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
  };
}

export async function signalByRest(t: TestContext): Promise<TwoWay> {
  const sent: Sent[] = [];
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const { recipients, message } = JSON.parse(body);
    for (const to of recipients) sent.push({ to, text: message });
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ timestamp: String(++lastTime) }));
  });
  const hub = new WebSocketServer({ server, path: `/v1/receive/${encodeURIComponent(account)}` });
  const clients = new Set<WebSocket>();
  hub.on("connection", (client) => clients.add(client));
  const port = await listening(t, server);
  t.after(() => hub.close());
  return {
    options: { rest: `http://127.0.0.1:${port}`, account, recipients: [people[0]] },
    environment: {},
    people,
    sent,
    listened: () => until("somebody listens", () => (clients.size > 0 ? true : undefined)).then(() => undefined),
    write(written) {
      for (const client of clients) {
        client.send(JSON.stringify(noise));
        client.send(JSON.stringify(envelopeOf(written)));
      }
    },
    hangUp: () => {
      for (const client of clients) client.terminate();
      clients.clear();
    },
  };
}

export async function telegramBot(t: TestContext): Promise<TwoWay> {
  const token = "123456:not-a-real-token";
  const sent: Sent[] = [];
  const updates: { update_id: number; message: object }[] = [];
  const waiting = new Set<{ readonly offset: number; readonly response: ServerResponse }>();
  let asked = false;
  const giveOut = () => {
    for (const one of waiting) {
      const result = updates.filter(({ update_id }) => update_id >= one.offset);
      if (result.length === 0) continue;
      waiting.delete(one);
      one.response.end(JSON.stringify({ ok: true, result }));
    }
  };
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    response.setHeader("content-type", "application/json");
    const [, bot, method] = (request.url ?? "").split("/");
    if (bot !== `bot${token}`) {
      response.writeHead(401).end(JSON.stringify({ ok: false, error_code: 401, description: "Unauthorized" }));
      return;
    }
    const { chat_id, text, offset } = JSON.parse(body);
    if (method === "sendMessage") {
      sent.push({ to: String(chat_id), text });
      response.end(JSON.stringify({ ok: true, result: { message_id: ++lastTime, chat: { id: chat_id }, text } }));
      return;
    }
    asked = true;
    const one = { offset, response };
    waiting.add(one);
    response.on("close", () => waiting.delete(one));
    giveOut();
  });
  const port = await listening(t, server);
  return {
    options: { api: `http://127.0.0.1:${port}`, chat: "1001", tokenEnv: "SECRET" },
    environment: { SECRET: token },
    people: ["1001", "2002"],
    sent,
    listened: () => until("somebody listens", () => (asked ? true : undefined)).then(() => undefined),
    write({ from, text, quoted, at = ++lastTime }) {
      const chat = { id: Number(from), type: "private" };
      const answered = quoted === undefined ? {} : { reply_to_message: { message_id: 1, chat, text: quoted } };
      const message = { message_id: at, from: { id: Number(from), is_bot: false, first_name: "Anna" }, chat, text };
      updates.push({ update_id: updates.length + 1, message: { ...message, ...answered } });
      giveOut();
    },
    hangUp: () => {
      for (const { response } of waiting) response.destroy();
    },
  };
}
