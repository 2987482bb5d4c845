/** The API over a fake engine, on a real Unix socket and a real port, with everything ended after the test. */
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Actor } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { type Api, type ApiOptions, createApi, createTokenStore, type NewToken, type TokenStore } from "#surface/api";
import { createFakeEngine, type FakeEngine } from "./fake-engine.ts";

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; throws when it is none. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly token?: string;
}

export interface ApiScene {
  readonly api: Api;
  readonly engine: FakeEngine;
  readonly tokens: TokenStore;
  readonly folder: string;
  readonly socketPath: string;
  readonly refusals: { readonly command: string; readonly reason: string; readonly actor: Actor }[];
  readonly reported: unknown[];
  /** By the Unix socket. */
  local(path: string, ask?: Ask): Promise<Answered>;
  /** By the port. */
  remote(path: string, ask?: Ask): Promise<Answered>;
  token(over?: Partial<NewToken>): string;
  /** A bare connection to the port, for what no client would send. */
  raw(text: string): Promise<string>;
  connect(): Socket;
}

export async function openApiScene(t: TestContext, over: Partial<ApiOptions> = {}): Promise<ApiScene> {
  const folder = temporaryFolder(t);
  const socketPath = join(folder, "chiron.sock");
  const engine = createFakeEngine();
  const tokens = createTokenStore(join(folder, "tokens.json"));
  const refusals: ApiScene["refusals"] = [];
  const reported: unknown[] = [];
  const api = await createApi({
    engine,
    version: "0.0.0",
    socket: socketPath,
    host: "127.0.0.1",
    port: 0,
    anonymousRead: true,
    tokens,
    sessionsFile: join(folder, "sessions.json"),
    recordRefusal: async (command, reason, actor) => void refusals.push({ command, reason, actor }),
    readiness: () => ({ ready: true, detail: "the last round was just now" }),
    report: (error) => void reported.push(error),
    ...over,
  });
  t.after(() => api.close());
  const sockets = new Set<Socket>();
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const open = (): Socket => {
    const socket = connect(api.port, "127.0.0.1");
    sockets.add(socket);
    socket.on("error", () => undefined);
    return socket;
  };
  let names = 0;
  return {
    api,
    engine,
    tokens,
    folder,
    socketPath,
    refusals,
    reported,
    local: (path, ask) => send({ socketPath }, path, ask),
    remote: (path, ask) => send({ host: "127.0.0.1", port: api.port }, path, ask),
    token: (changes = {}) => tokens.create({ name: `t${++names}`, role: "admin", kind: "human", ...changes }).token,
    raw: (text) => exchange(open(), text),
    connect: open,
  };
}

function send(where: object, path: string, { method, headers = {}, body, token }: Ask = {}): Promise<Answered> {
  const content = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...where,
        path,
        method: method ?? (content === undefined ? "GET" : "POST"),
        agent: false,
        headers: {
          ...(content === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(content) }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const { statusCode: status = 0, headers: answered } = response;
          resolve({
            status,
            headers: answered,
            text,
            get json() {
              return JSON.parse(text);
            },
          });
        });
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(content);
  });
}

function exchange(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    socket.setEncoding("utf8").on("data", (chunk) => {
      heard += chunk;
    });
    socket.on("close", () => resolve(heard));
    socket.write(text);
  });
}
