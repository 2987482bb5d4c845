/** What a delegate may do, and for how long: named capabilities that expire by themselves and can be taken back. */
import type { Criticality } from "./target.ts";

/**
 * `service.restart`: plans that do no more than stop or start the target's own service. `runbook.run`: plans of the runbooks that
 * the grant names. `human.escalate`: hand an incident to a human. `configuration.restore`, `release.restore`: put back the last one
 * that worked. `failure.analyse`: read how a healer ended. `votes.gather`: ask the policies about an emergency action. `recovery.watch`:
 * look at critical targets and healers while no healer does.
 */
export const capabilities = [
  "service.restart",
  "runbook.run",
  "human.escalate",
  "configuration.restore",
  "release.restore",
  "failure.analyse",
  "votes.gather",
  "recovery.watch",
] as const;
export type Capability = (typeof capabilities)[number];

export interface Grant {
  readonly id: string;
  /** The id of the actor it is given to: `delegate:critical-trigger`. */
  readonly delegate: string;
  readonly capabilities: readonly Capability[];
  /** Only these targets; absent: all that the other limits leave. */
  readonly targets?: readonly string[];
  /** Only targets of this criticality. */
  readonly criticality?: Criticality;
  /** For `runbook.run`. */
  readonly runbooks?: readonly string[];
  readonly reason: string;
  readonly grantedBy: string;
  readonly grantedAt: number;
  readonly expiresAt: number;
}
