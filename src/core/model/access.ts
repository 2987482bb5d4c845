/** Who may come in, and what they may do: roles, what a token can be confined to, and what a caller is told of themselves. */
import type { Command } from "./facade.ts";
import type { Actor } from "./verdict.ts";

/** Each may do all that the ones before it may. */
export const roles = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

/** What a token can be confined to; the tags of the OpenAPI document. */
export const scopes = [
  "status",
  "incidents",
  "runbooks",
  "events",
  "healing",
  "intake",
  "repair",
  "gates",
  "contracts",
] as const;
export type Scope = (typeof scopes)[number];

/** How somebody came to be who they are: by nothing at all, as the machine's own user, by a token, or by having signed in with one. */
export const comings = ["anonymous", "socket", "token", "session"] as const;

export interface SessionView {
  /** `token:anna`, `cli:anna`, `anonymous` */
  readonly actor: Actor["id"];
  readonly kind: Actor["kind"];
  readonly role: Role;
  /** Null: everything that the role may. */
  readonly scopes: readonly Scope[] | null;
  /** The commands that this caller may give, as far as role and kind decide it. */
  readonly may: readonly Command["kind"][];
  /** Goes into the header `chiron-csrf` of whatever a session changes; null for all who are none. */
  readonly csrf: string | null;
  /** ISO 8601; null: never. */
  readonly expiresAt: string | null;
  readonly via: (typeof comings)[number];
}
