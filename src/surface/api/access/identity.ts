/** Who is asking. By the Unix socket: the person who runs Chiron. By the network: whom the token names, or anybody for a look. */

import type { IncomingMessage } from "node:http";
import { userInfo } from "node:os";
import type { SpanContext } from "#core/lib";
import { type Actor, ChironError } from "#core/model";
import { checkHost, checkOrigin, type HostRules } from "./hosts.ts";
import type { Role, Scope } from "./roles.ts";
import type { TokenStore } from "./tokens.ts";

export type Via = "socket" | "network";

export interface Identity {
  readonly actor: Actor;
  readonly role: Role;
  /** Null: all. */
  readonly scopes: readonly Scope[] | null;
  /** Throws when it does not hold any longer: the token was revoked, or has expired. */
  readonly check: () => void;
  /** The trace that the request belongs to, where it says so (`traceparent`). */
  readonly trace?: SpanContext;
}

export interface AccessMeans {
  readonly tokens: TokenStore;
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
  identify(request: IncomingMessage, via: Via, changes: boolean): Identity;
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
    check: () => undefined,
  };
};

const anybody: Identity = {
  actor: { kind: "human", id: "anonymous" },
  role: "viewer",
  scopes: null,
  check: () => undefined,
};

export function createAccess(means: AccessMeans): Access {
  const owner = ownerOfTheSocket();
  const admit = (request: IncomingMessage, via: Via): void => {
    if (via === "socket") return;
    means.limit(`at:${request.socket.remoteAddress ?? ""}`);
    checkHost(request, means.hosts);
  };
  return {
    admit,
    checkOrigin,
    identify(request, via, changes) {
      // Before anything else, so that a page of another site learns nothing, not even whether a token was right.
      if (via === "network") checkHost(request, means.hosts);
      if (changes) checkOrigin(request);
      const token = bearerOf(request);
      // A program that is let in by the socket may bring a token, to be no more than what that allows.
      if (token !== undefined) return identityOfToken(means, token, request);
      if (via === "socket") return owner;
      means.limit(`at:${request.socket.remoteAddress ?? ""}`);
      if (means.anonymousRead && !changes) return anybody;
      const help = "chiron token create makes one; send it as `Authorization: Bearer …`, or use the Unix socket.";
      throw new ChironError("unauthenticated", "this needs a token", { help });
    },
  };
}

function identityOfToken(means: AccessMeans, token: string, request: IncomingMessage): Identity {
  const find = () => {
    const record = means.tokens.find(token);
    if (record === undefined) throw new ChironError("unauthenticated", "this token is not known");
    if (record.expiresAt !== null && record.expiresAt <= means.now()) {
      throw new ChironError("unauthenticated", `the token ${record.name} has expired`, {
        help: "chiron token create makes a new one.",
      });
    }
    return record;
  };
  let record: ReturnType<typeof find>;
  try {
    record = find();
  } catch (error) {
    means.limit(`at:${request.socket.remoteAddress ?? ""}`);
    throw error;
  }
  means.limit(`token:${record.id}`);
  const { kind, name, role, scopes } = record;
  return { actor: { kind, id: `token:${name}` }, role, scopes, check: () => void find() };
}

function bearerOf(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const match = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(authorization);
  if (match?.[1] === undefined)
    throw new ChironError("unauthenticated", "the Authorization header is not `Bearer` and a token");
  return match[1];
}
