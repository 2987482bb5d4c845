/**
 * What the guard remembers: a fold over the log, and nothing else. The engine keeps one beside its own state, and hands out of it to
 * the policies what they may look at.
 */
import type { Grant, Outcome, StoredEvent } from "#core/model";
import { Causes } from "./causes.ts";
import { Failures } from "./failures.ts";
import { Heals } from "./heals.ts";

export { causeEvents } from "./causes.ts";

export interface Storm {
  readonly since: number;
  readonly bad: number;
  readonly watched: number;
}

export class GuardMemory {
  readonly failures = new Failures();
  readonly heals = new Heals();
  readonly causes = new Causes();
  /** Grants that were not taken back, expired ones included. */
  readonly grants = new Map<string, Grant>();
  storm: Storm | null = null;

  apply(stored: StoredEvent): void {
    this.causes.apply(stored);
    switch (stored.type) {
      case "outcome.recorded":
        this.learn(stored.data.outcome);
        break;
      case "grant.given":
        this.grants.set(stored.data.grant.id, stored.data.grant);
        break;
      case "grant.revoked":
        this.grants.delete(stored.data.grant);
        break;
      case "storm.began":
        this.storm = { since: stored.at, bad: stored.data.bad, watched: stored.data.watched };
        break;
      case "storm.ended":
        this.storm = null;
        break;
      default:
    }
  }

  /** Also called with what the store kept, at start. */
  learn(outcome: Outcome): void {
    this.failures.learn(outcome);
    this.heals.learn(outcome);
  }

  grantsOf(delegate: string): readonly Grant[] {
    return [...this.grants.values()].filter((grant) => grant.delegate === delegate);
  }
}
