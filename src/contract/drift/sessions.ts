/** How often each session ran into which pattern. The newest sessions are kept. */
import type { ScoreAt } from "./history.ts";
import { keep } from "./limits.ts";
import { none, type Occurrences, withOccurrence } from "./window.ts";

export interface Session {
  readonly occurrences: Map<string, Occurrences>;
  history: readonly ScoreAt[];
}

export type Sessions = Map<string, Session>;

/** The session, as the newest; the oldest goes when there are too many. */
export function touchSession(sessions: Sessions, id: string): Session {
  const session = sessions.get(id) ?? { occurrences: new Map(), history: [] };
  sessions.delete(id);
  sessions.set(id, session);
  const [oldest] = sessions.keys();
  if (sessions.size > keep.sessions && oldest !== undefined) sessions.delete(oldest);
  return session;
}

export function noteInSession(session: Session, pattern: string, at: number, now: number): void {
  const { occurrences } = session;
  if (!occurrences.has(pattern) && occurrences.size >= keep.patternsPerSession) return;
  occurrences.set(pattern, withOccurrence(occurrences.get(pattern) ?? none, at, now));
}

export function forgetPattern(sessions: Sessions, pattern: string): void {
  for (const { occurrences } of sessions.values()) occurrences.delete(pattern);
}
