/** What a person can do about something, in words that every surface shows: one sentence, and each choice with what comes of it. */
import type { choiceDeeds } from "./shown.ts";

export interface DriftChoice {
  readonly does: (typeof choiceDeeds)[number];
  /** What comes of it; may have a second line, and be empty where the command says it all. */
  readonly consequence: string;
  /** What can be typed for it. */
  readonly command: string;
}

export interface Choices {
  /** Says so when nothing is wanted. */
  readonly sentence: string;
  readonly choices: readonly DriftChoice[];
  /** What comes next by itself; null: nothing. */
  readonly after: string | null;
}
