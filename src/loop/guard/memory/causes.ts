/**
 * Which trouble began while another target was being repaired, or right after. One such coincidence proves nothing; what comes back
 * to where it began, or again and again after the same repair, does. A human who lets healing go on wipes the slate.
 */
import {
  type Causation,
  type CauseFact,
  changesNothing,
  type EventData,
  type Plan,
  type StoredEvent,
} from "#core/model";

interface Run {
  readonly plan: Pick<Plan, "id" | "incident" | "target" | "runbook" | "strategy">;
  readonly onlyRestarts: boolean;
  readonly startedAt: number;
  endedAt: number | null;
}

const keptMs = 3_600_000;
/** The longest time after a repair in which what begins may still be its doing; a policy may ask for less. */
const longestLagMs = 10_000;
const mostKept = 1_000;
const longestChain = 20;
const nothing: Causation = { chain: [], times: 0 };

/** What has to be read again from the log to know what was known. */
export const causeEvents = [
  "plan.proposed",
  "step.started",
  "step.finished",
  "incident.opened",
  "healing.resumed",
  "engine.started",
] as const;

export class Causes {
  readonly #plans = new Map<string, Plan>();
  readonly #runs = new Map<string, Run>();
  readonly #causes = new Map<string, CauseFact>();

  apply(stored: StoredEvent): void {
    switch (stored.type) {
      case "plan.proposed":
        if (!changesNothing(stored.data.plan)) keep(this.#plans, stored.data.plan.id, stored.data.plan);
        break;
      case "step.started":
        this.#onStarted(stored.data, stored.at);
        break;
      case "step.finished": {
        const run = this.#runs.get(stored.data.plan);
        if (run !== undefined) run.endedAt = stored.at;
        break;
      }
      case "engine.started":
        // What was cut off has ended, also where nobody goes on with it; what is gone on with begins its next step.
        for (const run of this.#runs.values()) run.endedAt ??= stored.at;
        break;
      case "incident.opened":
        this.#onOpened(stored.data, stored.at);
        break;
      case "healing.resumed":
        this.#causes.clear();
        break;
      default:
    }
  }

  /** `isExpected`: the one target's trouble is no wonder while the other is repaired, since it depends on it. */
  of(incident: string, isExpected: (target: string, repaired: string) => boolean): Causation {
    const own = this.#causes.get(incident);
    if (own === undefined || isExpected(own.target, own.repaired)) return nothing;
    const chain: CauseFact[] = [];
    for (let next: CauseFact | undefined = own; next !== undefined && chain.length < longestChain; ) {
      chain.push(next);
      next = this.#causes.get(next.byIncident);
    }
    let times = 0;
    for (const cause of this.#causes.values()) if (own.at - cause.at <= keptMs && isSame(own, cause)) times++;
    return { chain, times };
  }

  #onStarted({ plan: id, undo }: EventData["step.started"], at: number): void {
    const run = this.#runs.get(id);
    if (run !== undefined) {
      run.endedAt = null;
      return;
    }
    const plan = this.#plans.get(id);
    if (plan === undefined || undo) return;
    const onlyRestarts = plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true);
    keep(this.#runs, id, { plan, onlyRestarts, startedAt: at, endedAt: null });
  }

  #onOpened({ incident, target, type, since }: EventData["incident.opened"], at: number): void {
    const suspects = [...this.#runs.values()].filter(
      ({ plan, startedAt, endedAt }) =>
        plan.target !== target && startedAt <= since && (endedAt === null || since <= endedAt + longestLagMs),
    );
    const running = suspects.filter(({ endedAt }) => endedAt === null || since <= endedAt);
    // Where several were under way at the same time nobody can say which it was.
    const others = new Set((running.length > 0 ? running : suspects).map(({ plan }) => plan.target));
    const run = (running.length > 0 ? running : suspects).at(-1);
    if (run === undefined || others.size > 1) return;
    const { incident: byIncident, target: repaired, runbook, strategy } = run.plan;
    const lagMs = run.endedAt === null ? 0 : Math.max(0, since - run.endedAt);
    const { onlyRestarts } = run;
    keep(this.#causes, incident, {
      ...{ incident, target, type, repaired, byIncident, runbook, strategy, onlyRestarts, lagMs, at },
    });
  }
}

function isSame(one: CauseFact, other: CauseFact): boolean {
  return (
    one.target === other.target &&
    one.repaired === other.repaired &&
    one.runbook === other.runbook &&
    one.strategy === other.strategy
  );
}

function keep<T>(map: Map<string, T>, id: string, value: T): void {
  map.set(id, value);
  if (map.size <= mostKept) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
