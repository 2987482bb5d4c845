/** The three processes, and what they know of one another. Types of it are shared by all who speak of healers. */
import type { ProcessIdentity } from "#core/model";

export const roles = ["engine", "mender", "watchdog"] as const;
export type Role = (typeof roles)[number];

export type HealerState = "starting" | "healthy" | "degraded" | "recovering" | "ending";

/** What a healer has seen last of another. */
export interface Glimpse {
  readonly pid: number;
  readonly seq: number;
}

/** What a healer says of itself, every two seconds, out of its work loop. */
export interface Beat {
  readonly role: Role;
  readonly process: ProcessIdentity;
  /** Wall clock, ms. For people; nobody measures by it. */
  readonly startedAt: number;
  /** Counts up by one with each beat of a process. */
  readonly seq: number;
  readonly state: HealerState;
  readonly loopLagMs: number;
  readonly rssBytes: number;
  /** Of the lease, once the engine holds one. */
  readonly generation?: number;
  /** What it sees of the others: by that, another one knows that it is seen. */
  readonly sees: Readonly<Partial<Record<Role, Glimpse>>>;
  /** Wall clock, ms. */
  readonly at: number;
}

export function isRole(word: unknown): word is Role {
  return roles.some((role) => role === word);
}
