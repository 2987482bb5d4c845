/** What happened, as people read it: sentences, each in its chapter, and what is wanted of the reader. */

export const chapters = ["seen", "decided", "asked", "done", "verified", "told", "ended"] as const;
export type Chapter = (typeof chapters)[number];

/** One event as it is told. */
export interface Told {
  readonly sentence: string;
  /** Null: it is in the log, but tells a reader of the story nothing new. */
  readonly chapter: Chapter | null;
}

/** What an incident wants from its reader, and the commands that give it. */
export interface Wanted {
  /** One sentence; says so when nothing is wanted. */
  readonly sentence: string;
  /** What can be typed, each with what it does. */
  readonly commands: readonly { readonly command: string; readonly does: string }[];
}
