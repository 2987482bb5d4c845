/**
 * Who is asking. By the Unix socket: the person who runs Chiron. By the network: whom the token names, or who has signed in with one, or
 * anybody for a look.
 */

import type { IncomingMessage } from "node:http";
import { userInfo } from "node:os";
import type { SpanContext } from "#core/lib";
import { type Actor, ChironError, type Role, type Scope, type SessionView } from "#core/model";
import { checkHost, checkOrigin, type HostRules } from "./hosts.ts";
import type { SessionDesk, SignedIn } from "./session-desk.ts";
import type { TokenRecord, TokenStore } from "./tokens.ts";

export type Via = "socket" | "network";

export interface Identity {
  readonly actor: Actor;
  readonly role: Role;
  /** Null: all. */
  readonly scopes: readonly Scope[] | null;
  /** How they came in. */
  readonly via: SessionView["via"];
  /** Wall clock, ms; null: never. */
  readonly expiresAt: number | null;
  /** Of a session. */
  readonly csrf: string | null;
  /** Throws when it does not hold any longer: the token was revoked, or has expired, or its session is over. */
  readonly check: () => void;
  /** The trace that the request belongs to, where it says so (`traceparent`). */
  readonly trace?: SpanContext;
}

export interface AccessMeans {
  readonly tokens: TokenStore;
  readonly sessions: () => Promise<SessionDesk>;
  readonly hosts: HostRules;
  /** Whether anybody who reaches the network address may look. Only ever for loopback. */
  readonly anonymousRead: boolean;
  /** Throws `rate_limited`. */
  readonly limit: (caller: string) => void;
  /** Wall clock, ms. */
  readonly now: () => number;
}

export interface Access {
  /** Throws `forbidden`, `unauthenticated`, `rate_limited`. `changes`: it is more than a look. */
  identify(request: IncomingMessage, via: Via, changes: boolean): Promise<Identity>;
  /** The cookie is for the browser to keep. Throws `unauthenticated`, `rate_limited`. Host, Origin and rate were looked at. */
  signIn(request: IncomingMessage, token: string): Promise<{ readonly identity: Identity; readonly cookie: string }>;
  /** The cookie is the end of the one that was brought. Throws `forbidden`. */
  signOut(request: IncomingMessage): Promise<{ readonly wasSignedIn: boolean; readonly cookie: string }>;
  /** Throws `forbidden` when a page of another site asks. Part of `identify` for whatever changes something. */
  checkOrigin(request: IncomingMessage): void;
  /** For what is open to everybody who reaches the port: only host and rate are looked at. */
  admit(request: IncomingMessage, via: Via): void;
}

const ownerOfTheSocket = (): Identity => {
  return {
    actor: { kind: "human", id: `cli:${userInfo().username}` },
    role: "admin",
    scopes: null,
    via: "socket",
    expiresAt: null,
    csrf: null,
    check: () => undefined,
  };
};

const anybody: Identity = {
  actor: { kind: "human", id: "anonymous" },
  role: "viewer",
  scopes: null,
  via: "anonymous",
  expiresAt: null,
  csrf: null,
  check: () => undefined,
};

export function createAccess(means: AccessMeans): Access {
  const owner = ownerOfTheSocket();
  const limitAddress = (request: IncomingMessage) => means.limit(`at:${request.socket.remoteAddress ?? ""}`);
  const admit = (request: IncomingMessage, via: Via): void => {
    if (via === "socket") return;
    limitAddress(request);
    checkHost(request, means.hosts);
  };
  return {
    admit,
    checkOrigin,
    async identify(request, via, changes) {
      // Before anything else, so that a page of another site learns nothing, not even whether a token was right.
      if (via === "network") checkHost(request, means.hosts);
      if (changes) checkOrigin(request);
      const token = bearerOf(request);
      // A program that is let in by the socket may bring a token, to be no more than what that allows.
      if (token !== undefined) return identityOfToken(means, token, request);
      const desk = mayBeSignedIn(request) ? await means.sessions() : undefined;
      const signedIn = await desk?.find(request.headers);
      if (signedIn !== undefined) {
        means.limit(`token:${signedIn.record.id}`);
        if (changes) desk?.checkCsrf(request.headers, signedIn);
        return identityOfSession(signedIn);
      }
      if (via === "socket") return owner;
      limitAddress(request);
      // Whose session is over may see as much as whoever never had one.
      if (means.anonymousRead && !changes) return anybody;
      if (desk?.isBrought(request.headers) === true) throw desk.ended();
      const help = "chiron token create makes one; send it as `Authorization: Bearer …`, or use the Unix socket.";
      throw new ChironError("unauthenticated", "this needs a token", { help });
    },
    async signIn(request, token) {
      const record = holderOf(means, token);
      means.limit(`token:${record.id}`);
      const { signedIn, cookie } = await (await means.sessions()).begin(record, request.headers);
      return { identity: identityOfSession(signedIn), cookie };
    },
    async signOut({ headers }) {
      const desk = await means.sessions();
      const signedIn = await desk.find(headers);
      if (signedIn !== undefined) desk.checkCsrf(headers, signedIn);
      return { wasSignedIn: signedIn !== undefined, cookie: await desk.end(headers) };
    },
  };
}

/** Whether it brings any cookie that could be ours. */
function mayBeSignedIn({ headers }: IncomingMessage): boolean {
  return headers.cookie?.includes("chiron-") === true;
}

function identityOfSession({ record, expiresAt, csrf, check }: SignedIn): Identity {
  const { kind, name, role, scopes } = record;
  return { actor: { kind, id: `token:${name}` }, role, scopes, via: "session", expiresAt, csrf, check };
}

/** Throws `unauthenticated`. */
function holderOf(means: AccessMeans, token: string): TokenRecord {
  const record = means.tokens.find(token);
  if (record === undefined) throw new ChironError("unauthenticated", "this token is not known");
  if (record.expiresAt === null || record.expiresAt > means.now()) return record;
  throw new ChironError("unauthenticated", `the token ${record.name} has expired`, {
    help: "chiron token create makes a new one.",
  });
}

function identityOfToken(means: AccessMeans, token: string, request: IncomingMessage): Identity {
  const find = () => holderOf(means, token);
  let record: TokenRecord;
  try {
    record = find();
  } catch (error) {
    means.limit(`at:${request.socket.remoteAddress ?? ""}`);
    throw error;
  }
  means.limit(`token:${record.id}`);
  const { kind, name, role, scopes, expiresAt } = record;
  const actor = { kind, id: `token:${name}` } as const;
  return { actor, role, scopes, via: "token", expiresAt, csrf: null, check: () => void find() };
}

function bearerOf(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const match = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(authorization);
  if (match?.[1] === undefined)
    throw new ChironError("unauthenticated", "the Authorization header is not `Bearer` and a token");
  return match[1];
}
