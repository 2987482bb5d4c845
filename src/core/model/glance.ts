/** Whether anything is wrong, and what is wanted of whom: all that is seen at one glance, in one answer. Lists are short; totals are whole. */
import type { StoredEvent } from "./events.ts";
import type { HealerLook } from "./healer.ts";
import type { IncidentSummary } from "./incident.ts";
import type { Plan } from "./plan.ts";
import type { Risk } from "./runbook.ts";
import type { Status } from "./status.ts";
import type { Choice, IncidentStory, Stakes, Told } from "./story.ts";
import type { Criticality, TargetKind } from "./target.ts";
import type { Approval } from "./verdict.ts";

export interface Overview {
  /** When it was so; ISO 8601, UTC. */
  readonly at: string;
  /** The newest event that is in it: follow `/v1/events?after=head` from here. */
  readonly head: number;
  readonly status: Status;
  readonly healers: readonly HealerLook[];
  /** Those that are not well, the most critical first and the bad before the unknown; how many there are in all stands in `status`. */
  readonly unwell: readonly UnwellTarget[];
  /** Open ones: those that need a human and that nobody is on first, then by severity, the oldest first. */
  readonly incidents: readonly OpenIncident[];
  /** How many open ones need a human. */
  readonly needHuman: number;
  /** The most urgent first. */
  readonly approvals: readonly WaitingQuestion[];
  readonly approvalsWaiting: number;
  /** Since a day, and since a week. */
  readonly counts: { readonly day: HealingCount; readonly week: HealingCount };
  /** The newest that tell a story, the oldest of them first. */
  readonly feed: readonly FeedItem[];
}

export interface UnwellTarget {
  readonly id: string;
  readonly kind: TargetKind;
  readonly criticality: Criticality;
  readonly health: "bad" | "unknown";
  /** One sentence. */
  readonly why: string;
  /** The worst of its open incidents. */
  readonly incident: string | null;
}

export interface OpenIncident extends IncidentSummary {
  readonly title: string;
  /** One sentence: what it wants of the reader. */
  readonly wanted: string;
  readonly needsHuman: boolean;
  readonly acknowledgedBy: string | null;
}

export interface WaitingQuestion extends Pick<Approval, "incident" | "planHash" | "deadline"> {
  readonly target: string;
  readonly title: string;
  readonly severity: IncidentSummary["severity"];
  readonly runbook: string;
  readonly strategy: string;
  readonly risk: Risk;
}

export interface HealingCount {
  readonly healed: number;
  /** A human was paged. */
  readonly escalated: number;
}

export interface FeedItem extends Told {
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly incident: string | null;
}

/** A question with all that whoever decides has to know. */
export interface QueuedQuestion extends Approval {
  readonly about: {
    readonly title: string;
    readonly type: string;
    readonly target: string;
    readonly severity: IncidentSummary["severity"];
    /** ISO 8601, UTC. */
    readonly openedAt: string;
    readonly summary: string;
    readonly acknowledgedBy: string | null;
    readonly plan: Plan;
    readonly stakes: Stakes;
    /** Why a human is asked, in sentences. */
    readonly why: readonly string[];
    /** What becomes of it when nobody answers, in one sentence. */
    readonly ifSilent: string;
    readonly choices: readonly Choice[];
  };
}

/** What the façade gives to people who look and read, beside what it gives to programs. */
export interface GlanceFacade {
  /** One event in a plain sentence. */
  tell(stored: StoredEvent): Told;
  overview(): Promise<Overview>;
  /** Undefined where there is no such incident. */
  story(incident: string): Promise<IncidentStory | undefined>;
  /** Those that wait for a human's answer, the most urgent 100 first. */
  questions(): Promise<readonly QueuedQuestion[]>;
  /** What this installation is called. */
  node(): string;
}
