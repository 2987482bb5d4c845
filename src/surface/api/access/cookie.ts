/**
 * The cookie of a session. A browser sends it to every port of a host, so that two engines behind one host (through SSH, say) would
 * overwrite each other's if both called it the same: its name is each engine's own.
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { hostname } from "node:os";

/** 256 bits of chance. */
const form = /^[A-Za-z0-9_-]{43}$/;

/** `file`: where the engine keeps its sessions. */
export function cookieNameOf(file: string): string {
  return `chiron-${createHash("sha256").update(`${hostname()}\n${file}`).digest("hex").slice(0, 8)}`;
}

export interface Brought {
  /** Undefined: what was brought cannot be a session's, or there are several, of which nobody can say which is meant. */
  readonly value: string | undefined;
}

/** Undefined: none of that name was brought. */
export function cookieIn({ cookie }: IncomingHttpHeaders, name: string): Brought | undefined {
  const values = (cookie ?? "").split(";").flatMap((pair) => {
    const trimmed = pair.trim();
    return trimmed.startsWith(`${name}=`) ? [trimmed.slice(name.length + 1)] : [];
  });
  const [value = "", ...further] = values;
  if (values.length === 0) return undefined;
  return { value: further.length === 0 && form.test(value) ? value : undefined };
}

/** Not for scripts, and never sent along with what a page of another site asks for. */
export function setCookie(name: string, value: string, maxAgeSeconds: number, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
