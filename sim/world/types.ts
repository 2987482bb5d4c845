/** The vocabulary of the simulated world. */
import type { Matchers } from "#core/model";

/** What ails a target; `corrupt` is for a human, and `strained` is only seen from outside. */
export const troubleKinds = ["down", "slow", "backlog", "corrupt", "hung", "strained"] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly since: number;
  /** Actions that end it; a human can in any case. */
  readonly curedBy: readonly string[];
  /** When it is over by itself, elapsed ms; infinity: never. */
  readonly endsAt: number;
}

/** How a target misleads whoever asks. */
export type Lie = "says_good" | "says_bad" | "is_silent" | "hangs" | "talks_nonsense";

/** What an action really does, whatever it says. */
export const behaviours = [
  "works",
  "fails",
  "half_works",
  "late",
  "hangs",
  "is_deaf",
  "throws",
  "breaks_neighbour",
] as const;
export type Behaviour = (typeof behaviours)[number];

/** Drawn from the seed before anything runs, so that the same seed brings the same days whatever the engine does. */
export interface Fault {
  /** Elapsed ms. */
  readonly at: number;
  readonly kind: string;
  readonly target: string | null;
  readonly forMs: number;
  /** For people. */
  readonly words: string;
  readonly trouble?: TroubleKind;
  readonly lie?: Lie;
  readonly stepMs?: number;
  readonly channel?: string;
  /** Of what people switch, and what is told from outside. */
  readonly matchers?: Matchers | null;
  readonly type?: string;
}
