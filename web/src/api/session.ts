/** Who looks, and what they may: the browser holds a cookie that no script can read, and learns the rest from the API. */
import { signal } from "@preact/signals";

export const roles = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Session {
  readonly actor: string;
  readonly kind: "human" | "service" | "agent" | string;
  readonly role: Role;
  readonly scopes: readonly string[] | null;
  /** Sent with every change. Null: there is no session, and nothing can be changed. */
  readonly csrf: string | null;
  readonly expiresAt: string | null;
  readonly via: "session" | "token" | "socket" | "anonymous";
}

export const session = signal<Session | undefined>(undefined);

export function csrf(): string | null {
  return session.value?.csrf ?? null;
}

/** It has ended somewhere else: it was revoked, has expired, or the engine does not know it any more. */
export function forgetSession(): void {
  if (session.value?.via === "session") session.value = undefined;
  void loadSession();
}

export const isSignedIn = (): boolean => session.value?.via === "session";

/** Null where they may; otherwise why not, in words. */
export function whyNot(needed: Role, humanOnly: boolean): string | null {
  const { value } = session;
  if (value === undefined || value.csrf === null) return "Sign in to decide.";
  if (roles.indexOf(value.role) < roles.indexOf(needed))
    return `This takes the role ${needed}; you are signed in as ${value.role}.`;
  if (humanOnly && value.kind !== "human")
    return "Only a human decides this; you are signed in with a service's token.";
  return null;
}

export async function loadSession(): Promise<void> {
  const response = await fetch("/v1/session", { credentials: "same-origin" }).catch(() => undefined);
  if (response === undefined) return;
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
    return [problem.detail ?? `the answer was ${response.status}`, problem.help ?? ""].join(". ").trim();
  }
  await loadSession();
  return undefined;
}

export async function signOut(): Promise<void> {
  const headers: Record<string, string> = { "chiron-csrf": csrf() ?? "" };
  await fetch("/v1/session", { method: "DELETE", headers, credentials: "same-origin" }).catch(() => undefined);
  await loadSession();
}
