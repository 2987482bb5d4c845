/** Signing in with a token, staying signed in by a cookie, signing out. Loaded with the first cookie, or the first who signs in. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ChironError } from "#core/model";
import { cookieIn, cookieNameOf, setCookie } from "./cookie.ts";
import { type SessionMeans, SessionStore } from "./sessions.ts";
import type { TokenRecord, TokenStore } from "./tokens.ts";

export interface DeskMeans extends SessionMeans {
  readonly tokens: TokenStore;
}

export interface SignedIn {
  readonly record: TokenRecord;
  /** Wall clock, ms. */
  readonly expiresAt: number;
  /** What a change by this session has to bring; made of the cookie, so that it is this session's alone. */
  readonly csrf: string;
  /** Throws `unauthenticated` once it is over: signed out, expired, or its token revoked. */
  readonly check: () => void;
}

export class SessionDesk {
  readonly #means: DeskMeans;
  readonly #cookieName: string;
  #store: Promise<SessionStore> | undefined;

  constructor(means: DeskMeans) {
    this.#means = means;
    this.#cookieName = cookieNameOf(means.file);
  }

  /** Whether a cookie of ours was brought, good or not. */
  isBrought(headers: IncomingHttpHeaders): boolean {
    return cookieIn(headers, this.#cookieName) !== undefined;
  }

  /** Undefined: no cookie, or none of a session that holds. */
  async find(headers: IncomingHttpHeaders): Promise<SignedIn | undefined> {
    const value = cookieIn(headers, this.#cookieName)?.value;
    if (value === undefined) return undefined;
    const store = await this.#open();
    return this.#look(store, value);
  }

  /** Always a new one, whatever cookie was brought; the session of that one is over. */
  async begin(
    record: TokenRecord,
    headers: IncomingHttpHeaders,
  ): Promise<{ readonly signedIn: SignedIn; readonly cookie: string }> {
    const store = await this.#open();
    const before = cookieIn(headers, this.#cookieName)?.value;
    if (before !== undefined) await store.end(before);
    const { value, expiresAt } = await store.begin(record);
    const signedIn = this.#look(store, value);
    if (signedIn === undefined) throw this.ended();
    const lifeSeconds = Math.floor((expiresAt - this.#means.now()) / 1_000);
    return { signedIn, cookie: setCookie(this.#cookieName, value, lifeSeconds, isByTls(headers)) };
  }

  /** Returns the cookie that takes the browser's away. */
  async end(headers: IncomingHttpHeaders): Promise<string> {
    const value = cookieIn(headers, this.#cookieName)?.value;
    if (value !== undefined) await (await this.#open()).end(value);
    return setCookie(this.#cookieName, "", 0, isByTls(headers));
  }

  /** Throws `forbidden`. A page of another site can make a browser send the cookie, but cannot read what stands here. */
  checkCsrf(headers: IncomingHttpHeaders, { csrf }: SignedIn): void {
    const brought = headers["chiron-csrf"];
    if (typeof brought === "string" && isSame(brought, csrf)) return;
    throw new ChironError("forbidden", "the header `chiron-csrf` of this session is missing or wrong", {
      help: "GET /v1/session says what it is. Load the page again.",
    });
  }

  ended(): ChironError {
    return new ChironError("unauthenticated", "this session is over", { help: "Sign in again." });
  }

  #open(): Promise<SessionStore> {
    this.#store ??= SessionStore.open(this.#means);
    return this.#store;
  }

  #look(store: SessionStore, value: string): SignedIn | undefined {
    const session = store.find(value);
    const record = session && this.#means.tokens.list().find(({ id }) => id === session.token);
    if (session === undefined || record === undefined) return undefined;
    if (record.expiresAt !== null && record.expiresAt <= this.#means.now()) return undefined;
    const check = (): void => {
      if (this.#look(store, value) === undefined) throw this.ended();
    };
    return { record, expiresAt: session.expiresAt, csrf: csrfOf(value), check };
  }
}

function csrfOf(value: string): string {
  return createHmac("sha256", value).update("chiron-csrf").digest("base64url");
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** Something in front of the engine may have TLS. The Origin was held against the Host before. */
function isByTls({ origin }: IncomingHttpHeaders): boolean {
  return origin?.startsWith("https://") === true;
}
