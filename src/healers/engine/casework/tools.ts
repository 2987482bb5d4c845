import type { Repairs } from "../repairs.ts";
import type { Telling } from "../telling.ts";

/** Look at the new state, or rest until something wakes the case. */
export type Next = "again" | "rest";

export interface Tools {
  readonly repairs: Repairs;
  readonly telling: Telling;
  /** Looks at the incident again at this time; null: not by itself. */
  readonly wakeAt: (id: string, at: number | null) => void;
}
