/**
 * What happened, as people read it: sentences in chapters, what is wanted of the reader, with what comes of it said before it is done, the
 * ways that were not taken, and where to look in the readings.
 */

import type { Rehearsal } from "./plan.ts";
import type { Risk } from "./runbook.ts";
import type { chapters, choiceActions, confirmations, momentKinds, wayStates } from "./shown.ts";
import type { Criticality } from "./target.ts";

export type Chapter = (typeof chapters)[number];

/** One event as it is told. */
export interface Told {
  readonly sentence: string;
  /** Null: it is in the log, but tells a reader of the story nothing new. */
  readonly chapter: Chapter | null;
}

export type ChoiceAction = (typeof choiceActions)[number];

export type Confirmation = (typeof confirmations)[number];

/** Something that the reader can do. */
export interface Choice {
  readonly action: ChoiceAction;
  /** What can be typed instead, and what it does. */
  readonly command: string;
  readonly does: string;
  /** For a button. */
  readonly label: string;
  /** What comes of it, in sentences, to be said before it is done. */
  readonly consequence: string;
  readonly confirmation: Confirmation;
  readonly needsReason: boolean;
  /** The one that is meant when nothing speaks for another; at most one of those that are wanted. */
  readonly isPrimary: boolean;
  /** Of `execute` and `dry_run`. */
  readonly runbook?: string;
}

/** What an incident wants from its reader, and the commands that give it. */
export interface Wanted {
  /** One sentence; says so when nothing is wanted. */
  readonly sentence: string;
  readonly commands: readonly Choice[];
}

/** What a decision about a plan rests on, beside the plan. */
export interface Stakes {
  /** Null where the target is declared no more. */
  readonly criticality: Criticality | null;
  /** Everything that needs the target, directly or through others. */
  readonly dependents: readonly string[];
  readonly steps: readonly StepStakes[];
}

/** Of one step of the plan, in its order. */
export interface StepStakes {
  readonly action: string;
  /** What it was found to do, in words; null: it was not rehearsed. */
  readonly wouldDo: string | null;
  readonly rehearsalFailed: boolean;
  /** It can be put back when the plan fails. */
  readonly canUndo: boolean;
  readonly changesNothing: boolean;
  /** What could be lost for good by it; null: nothing. */
  readonly mayLose: string | null;
}

export interface StoryItem extends Told {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly chapter: Chapter;
  /** It tells the story nothing new; its chapter is that of what was told before it. */
  readonly isDetail: boolean;
}

/** `tried`: it did not help. `unfit`: it is none for this trouble as it is. `possible`: it is left, or was. */
export type WayState = (typeof wayStates)[number];

/** A strategy of a runbook that is for such a trouble. */
export interface Way {
  readonly runbook: string;
  readonly title: string;
  readonly strategy: string;
  readonly actions: readonly string[];
  readonly risk: Risk;
  readonly state: WayState;
  /** Why it was taken or not, in one sentence. */
  readonly why: string;
}

export type MomentKind = (typeof momentKinds)[number];

/** To be marked in a chart. */
export interface Moment {
  readonly kind: MomentKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly label: string;
}

/** A value of a probe that the trouble shows in. */
export interface ChartedValue {
  readonly name: string;
  /** As its name says, or `yes or no`; null: a plain number. */
  readonly unit: string | null;
  /** What the rule holds it against. */
  readonly thresholds: readonly { readonly name: string; readonly value: number }[];
}

export interface Chart {
  readonly target: string;
  readonly probe: string;
  readonly values: readonly ChartedValue[];
}

export interface IncidentStory {
  readonly incident: string;
  readonly items: readonly StoryItem[];
  readonly wanted: Wanted;
  /** What else can be done about it now. */
  readonly also: readonly Choice[];
  readonly stakes: Stakes;
  /** What the steps of the plan would do, as it was found out last; null: nobody has. */
  readonly rehearsal: readonly Rehearsal[] | null;
  /** Every way that is known for such a trouble. */
  readonly ways: readonly Way[];
  readonly moments: readonly Moment[];
  readonly charts: readonly Chart[];
  /** The readings around it: times ISO 8601, UTC. */
  readonly window: { readonly from: string; readonly to: string };
}
