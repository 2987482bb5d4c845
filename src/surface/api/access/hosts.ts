/**
 * Whom a request says it was meant for, and from where. A web page can make a browser on this machine send requests here:
 * under a name that it points at 127.0.0.1 itself (the Host check), or straight to the address (the Origin check).
 */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { ChironError } from "#core/model";

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

export interface HostRules {
  readonly isAllowed: (host: string) => boolean;
}

/** `bind` is the address that is listened on, without brackets. */
export function hostRules(bind: string, further: readonly string[] = []): HostRules {
  const names = new Set(["localhost", "127.0.0.1", "::1", bind, ...further].map((name) => name.toLowerCase()));
  if (isLoopback(bind)) return { isAllowed: (host) => names.has(host) };
  names.add(hostname().toLowerCase());
  // An address instead of a name cannot be pointed elsewhere by whoever owns the name.
  return { isAllowed: (host) => names.has(host) || isIP(host) !== 0 };
}

export function checkHost(request: IncomingMessage, rules: HostRules): void {
  const { host } = request.headers;
  const name = host === undefined ? undefined : nameOf(host);
  if (name === undefined || !rules.isAllowed(name)) {
    throw new ChironError("forbidden", "the Host header names another machine", {
      help: "Ask by 127.0.0.1, or by the address in `api.host`.",
    });
  }
}

/** For whatever changes something, and for WebSockets, which no browser rule protects. No Origin: not a web page. */
export function checkOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign = site !== undefined && site !== "same-origin" && site !== "none";
  if (!foreign && (origin === undefined || origin.replace(/^https?:\/\//, "") === host)) return;
  throw new ChironError("forbidden", "a page of another site may not do this");
}

/** The host of `name:port` or `[::1]:port`, in lower case. */
function nameOf(host: string): string | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
