/** How the three processes watch one another, and what they have done for one another: for whoever looks at them (FACE-11). Times ISO 8601, UTC. */

import type { DrillFigures, DrillSetting } from "./drill.ts";
import type { EmergencyEvents } from "./emergency-events.ts";
import type { Grant } from "./grant.ts";
import type { HealerView, LastRecovery } from "./healer.ts";
import type { HealerName } from "./healer-events.ts";
import type { drillStates, sightStates } from "./shown.ts";

/** One healer watching another. */
export interface WatchEdge {
  readonly watcher: HealerName;
  readonly watched: HealerName;
  /** What it does when that one fails. */
  readonly duty: string;
  /**
   * `sees`: it has seen a recent beat of the process that runs now; `late`: its own word on that is old; `blind`: it has seen another process, or none;
   * `gone`: the watcher itself is not there.
   */
  readonly state: (typeof sightStates)[number];
  /** The process, and the beat of it, that it has seen last. */
  readonly seenPid: number | null;
  readonly seenBeat: number | null;
  /** How many beats the other one has made since. */
  readonly beatsBehind: number | null;
}

export interface Lease {
  readonly role: string;
  /** Counts every start; the newest is the only one that may write. */
  readonly generation: number;
  readonly pid: number;
  readonly since: string;
}

export interface HealersWatch {
  readonly at: string;
  readonly healers: readonly HealerView[];
  readonly edges: readonly WatchEdge[];
  readonly beatEveryMs: number;
  /** So long a healer may be silent; so long both must be, before the watchdog takes over; so much memory each may take. */
  readonly silentAfterMs: number;
  readonly confirmForMs: number;
  readonly memoryLimitMB: number;
  readonly leases: readonly Lease[];
  /** A watchdog is at it now. */
  readonly isEmergency: boolean;
  /** What the watchdog granted in an emergency, and stands now. */
  readonly emergencyGrants: readonly Grant[];
  /** By `healers: { drill: … }`; null: none is scheduled. */
  readonly drill: DrillSetting | null;
}

/** One recovery of one healer, whatever came of it. */
export interface RecoveryView extends LastRecovery {
  readonly id: string;
  readonly healer: HealerName;
  readonly pid: number | null;
  readonly sentence: string;
}

export interface DrillView {
  readonly id: string;
  /** `under_way` also where its end was never reported. */
  readonly state: (typeof drillStates)[number];
  readonly at: string;
  readonly endedAt: string | null;
  readonly by: string;
  readonly figures: readonly DrillFigures[];
  /** Why it ended early, or was left out. */
  readonly broken: string | null;
  /** What it was to do, and what came of it. */
  readonly sentences: readonly string[];
}

export interface EmergencyView extends Pick<EmergencyEvents["emergency.began"], "attempt" | "reason"> {
  readonly id: string;
  readonly at: string;
  /** Null: under way, or the watchdog that was at it died. */
  readonly endedAt: string | null;
  readonly recovered: boolean | null;
  readonly left: readonly string[];
  readonly sentences: readonly string[];
}

/** The newest first, as far as they are kept in mind: fifty of each. */
export interface HealersFacade {
  watch(): Promise<HealersWatch>;
  recoveries(limit: number): Promise<readonly RecoveryView[]>;
  drills(limit: number): Promise<readonly DrillView[]>;
  emergencies(limit: number): Promise<readonly EmergencyView[]>;
}
