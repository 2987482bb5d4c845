/** Who looks, and what they may: the browser holds a cookie that no script can read, and learns the rest from the API. */

import { signal } from "@preact/signals";
import type { Command, SessionView } from "#core/model";

export type Session = SessionView;

export const session = signal<Session | undefined>(undefined);

/** Without a token this engine shows nothing at all. */
export const isShutOut = signal(false);

export function csrf(): string | null {
  return session.value?.csrf ?? null;
}

/** It has ended somewhere else: it was revoked, has expired, or the engine does not know it any more. */
export function forgetSession(): void {
  if (session.value?.via === "session") session.value = undefined;
  void loadSession();
}

export const isSignedIn = (): boolean => session.value?.via === "session";

/** Null where they may give this command; otherwise why not, in words. */
export function whyNot(command: Command["kind"]): string | null {
  const { value } = session;
  if (value === undefined || value.csrf === null) return "Sign in to decide.";
  if (value.may.includes(command)) return null;
  if (value.kind !== "human")
    return "You are signed in with a service's token; this takes a human with the right role.";
  return `Your role, ${value.role}, does not allow this.`;
}

export async function loadSession(): Promise<void> {
  const response = await fetch("/v1/session", { credentials: "same-origin" }).catch(() => undefined);
  if (response === undefined) return;
  isShutOut.value = response.status === 401;
  session.value = response.ok ? ((await response.json()) as Session) : undefined;
}

/** Resolves with undefined, or with what is wrong. */
export async function signIn(token: string): Promise<string | undefined> {
  const response = await fetch("/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    body: JSON.stringify({ token }),
  }).catch(() => undefined);
  if (response === undefined) return "The engine does not answer.";
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { readonly detail?: string; readonly help?: string };
    return [problem.detail ?? `the answer was ${response.status}`, problem.help ?? ""].filter(Boolean).join(". ");
  }
  await loadSession();
  return undefined;
}

export async function signOut(): Promise<void> {
  const headers: Record<string, string> = { "chiron-csrf": csrf() ?? "" };
  await fetch("/v1/session", { method: "DELETE", headers, credentials: "same-origin" }).catch(() => undefined);
  await loadSession();
}
