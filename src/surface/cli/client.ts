/** Speaks to the engine: HTTP over its Unix socket, or to a URL with a token. */
import { statSync } from "node:fs";
import type { IncomingMessage, request as RequestHttp, RequestOptions } from "node:http";
import { ChironError, type ErrorCode, errorTable, messageOf } from "#core/model/plain";

export type Address = { readonly socket: string } | { readonly url: string; readonly token: string | undefined };

export interface Ask {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Below /v1/, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** How long the answer may take; default 15 s. */
  readonly withinMs?: number;
}

export type Client = <T>(ask: Ask) => Promise<T>;

const defaultWithinMs = 15_000;
/** What Chiron runs has one of these: a step of a runbook, a service, a coding agent. None of them decides what a human has to. */
const withinMarks = ["CHIRON_RUN", "CHIRON_SERVICE", "CHIRON_AGENT"];
const longestBody = 256 * 1024 * 1024;

export function createClient(address: Address): Client {
  return async <T>(ask: Ask) => {
    const { status, body } = await exchange(address, ask);
    const answer = parse(body);
    if (status >= 200 && status < 300 && answer !== undefined) return answer as T;
    throw problemOf(status, answer);
  };
}

/** Path segments and queries are always encoded: ids come from the reader's hand. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map(encodeURIComponent).join("/");
}

async function exchange(address: Address, ask: Ask): Promise<{ status: number; body: string }> {
  const payload = ask.body === undefined ? undefined : JSON.stringify(ask.body);
  const headers: Record<string, string> = { accept: "application/json" };
  if (payload !== undefined) headers["content-type"] = "application/json";
  if (payload !== undefined) headers["content-length"] = String(Buffer.byteLength(payload));
  const within = withinMarks.find((name) => process.env[name] !== undefined);
  if (within !== undefined) headers["chiron-within"] = within;
  if ("url" in address && address.token !== undefined) headers.authorization = `Bearer ${address.token}`;
  const withinMs = ask.withinMs ?? defaultWithinMs;
  try {
    const { send, options } = await routeOf(address, ask.path);
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const signal = AbortSignal.timeout(withinMs);
      const request = send({ ...options, method: ask.method ?? "GET", headers, signal, agent: false }, resolve);
      request.on("error", reject);
      request.end(payload);
    });
    return { status: message.statusCode ?? 0, body: await read(message) };
  } catch (error) {
    throw troubleOf(error, address, withinMs);
  }
}

type Send = (options: RequestOptions, answered: (message: IncomingMessage) => void) => ReturnType<typeof RequestHttp>;

async function routeOf(address: Address, path: string): Promise<{ send: Send; options: RequestOptions }> {
  if ("socket" in address) {
    // Loading HTTP takes longer than all the rest; where there is no socket it is not needed.
    // Throws where the folder may not be looked into: that is not the same as nobody being there.
    if (statSync(address.socket, { throwIfNoEntry: false }) === undefined) throw absence(address);
    // An import would read every export of the module, its WebSocket client too: 40 ms, 8 MB.
    const { request } = process.getBuiltinModule("node:http");
    return { send: request, options: { socketPath: address.socket, path: `/v1/${path}` } };
  }
  const url = new URL(`v1/${path}`, address.url.endsWith("/") ? address.url : `${address.url}/`);
  const { hostname, port, pathname, search } = url;
  const options = { host: hostname.replace(/^\[|\]$/g, ""), port: port || undefined, path: pathname + search };
  const { request } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  return { send: request, options };
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new ChironError("too_large", "the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Errors before a connection stood: nobody is there. */
const absent = new Set(["ENOENT", "ECONNREFUSED", "ENOTSOCK", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"]);

function absence(address: Address, cause?: unknown): ChironError {
  const isHere = "socket" in address;
  const help = isHere ? "Start it with `chiron up`; --data-dir says which one is meant." : "Is the address right?";
  const where = isHere ? address.socket : address.url;
  return new ChironError("not_running", `Chiron is not running: nobody answers at ${where}`, { help, cause });
}

function troubleOf(error: unknown, address: Address, withinMs: number): ChironError {
  if (error instanceof ChironError) return error;
  const where = "socket" in address ? address.socket : address.url;
  const { code, name } = error as { code?: string; name?: string };
  if (code !== undefined && absent.has(code)) return absence(address, error);
  if (code === "EACCES") {
    return new ChironError("forbidden", `${where} belongs to another user`, {
      help: "Run this as the user who runs Chiron.",
    });
  }
  if (code === "ABORT_ERR" || name === "AbortError" || name === "TimeoutError") {
    return new ChironError("timeout", `no answer from ${where} within ${withinMs / 1_000} s`, {
      help: "Try `chiron doctor`.",
    });
  }
  return new ChironError("internal", `the exchange with ${where} broke off: ${messageOf(error)}`, { cause: error });
}

/** Problem details (RFC 9457) as the error they stand for. */
function problemOf(status: number, answer: unknown): ChironError {
  const problem = (typeof answer === "object" && answer !== null ? answer : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof problem[key] === "string" ? problem[key] : undefined);
  const given = text("code");
  const code = given !== undefined && given in errorTable ? (given as ErrorCode) : codeOf(status);
  const message = text("detail") ?? text("title") ?? `the engine answered with status ${status}`;
  const help = helpFor(text("help"));
  return new ChironError(code, message, help === undefined ? {} : { help });
}

/** The API speaks of its own addresses; here they have names that can be typed. */
function helpFor(given: string | undefined): string | undefined {
  const list = given === undefined ? undefined : /^GET \/v1\/(incidents|runbooks|targets)/.exec(given)?.[1];
  if (list === undefined) return given;
  return `${{ incidents: "chiron incidents --all", runbooks: "chiron runbooks", targets: "chiron status" }[list]} lists them.`;
}

function codeOf(status: number): ErrorCode {
  const entry = Object.entries(errorTable).find(([, kind]) => kind.status === status);
  return (entry?.[0] as ErrorCode | undefined) ?? (status >= 400 && status < 500 ? "bad_request" : "internal");
}
