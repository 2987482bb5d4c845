/**
 * A small HTTP/1.1 client for many cheap health checks; an ADR compares its cost to `node:http`. No redirects, no
 * proxies, no compression: a probe wants the very answer of the very server. Connections are kept for two minutes.
 */
import type { HttpRequest, HttpResponse } from "../../index.ts";
import { Connection, type Opening, type Question, stale } from "./connection.ts";
import { type Origin, parseUrl, requestText } from "./request.ts";
import type { TlsDoor } from "./tls.ts";

const READ_BUFFER_BYTES = 65_536;
const DEFAULT_MAX_BODY_BYTES = 1_048_576;
const KEEP_IDLE_MS = 120_000;
const MAX_IDLE_PER_ORIGIN = 4;
const MAX_KNOWN_URLS = 10_000;
/** Asking these twice does nothing twice (RFC 9110 §9.2.2): a connection found closed may be replaced in silence. */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);

export class HttpClient {
  private readonly origins = new Map<string, Origin>();
  private readonly idle = new Map<string, Connection[]>();
  private readonly all = new Set<Connection>();
  private readonly opening: Opening;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(door: TlsDoor) {
    this.opening = {
      buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
      door,
      onClosed: (connection) => this.forget(connection),
    };
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    request.signal.throwIfAborted();
    const origin = this.originOf(request);
    const keepAlive = REPEATABLE.has(request.method);
    const question: Question = {
      text: requestText(request, origin, keepAlive),
      method: request.method,
      maxBodyBytes: request.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      signal: request.signal,
    };
    const name = origin.socket === undefined ? origin.name : `${origin.socket} ${origin.name}`;
    const key = origin.secure ? secureKeyOf(request, origin) : name;
    const kept = keepAlive ? this.idle.get(key)?.pop() : undefined;
    if (kept !== undefined) {
      const response = await kept.ask(question);
      this.keep(kept);
      if (response !== stale) return response;
    }
    const fresh = new Connection(origin, key, request, this.opening);
    this.all.add(fresh);
    const response = await fresh.ask(question);
    this.keep(fresh);
    if (response === stale) throw new Error("a fresh connection cannot be stale");
    return response;
  }

  close(): void {
    clearInterval(this.sweeper);
    this.sweeper = undefined;
    for (const connection of this.all) connection.destroy();
  }

  private originOf({ url, socket }: HttpRequest): Origin {
    // There are few of these, and a URL alone does not tell them apart.
    if (socket !== undefined) return { ...parseUrl(url), socket };
    const known = this.origins.get(url);
    if (known !== undefined) return known;
    const origin = parseUrl(url);
    if (this.origins.size >= MAX_KNOWN_URLS) this.origins.clear();
    this.origins.set(url, origin);
    return origin;
  }

  private keep(connection: Connection): void {
    if (connection.closed) return;
    const list = this.idle.get(connection.key);
    if (connection.mustBeSeenAnew) connection.destroy();
    else if (list === undefined) this.idle.set(connection.key, [connection]);
    else if (list.length < MAX_IDLE_PER_ORIGIN) list.push(connection);
    else connection.destroy();
    connection.idleSince = performance.now();
    this.sweeper ??= setInterval(() => this.sweep(), KEEP_IDLE_MS / 4).unref();
  }

  private sweep(): void {
    const before = performance.now() - KEEP_IDLE_MS;
    for (const list of this.idle.values()) {
      for (const connection of list.filter(({ idleSince }) => idleSince < before)) connection.destroy();
    }
    if (this.all.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  private forget(connection: Connection): void {
    this.all.delete(connection);
    const list = this.idle.get(connection.key);
    const index = list?.indexOf(connection) ?? -1;
    if (index !== -1) list?.splice(index, 1);
    if (list?.length === 0) this.idle.delete(connection.key);
  }
}

/** A connection is only lent to who asks for the very same checks. */
function secureKeyOf({ authorities, serverName, verifyCertificate }: HttpRequest, { name }: Origin): string {
  return JSON.stringify([name, verifyCertificate !== false, serverName, authorities]);
}
