/** What happened lately, for diagnosis: what was found wrong, and what was done or changed. A fold, like all that the engine keeps. */
import {
  endStates,
  type KnownChange,
  type Outcome,
  type RecentAnomaly,
  type Severity,
  type StoredEvent,
  type Target,
} from "#core/model";
import type { DependencyGraph } from "#loop/reason";
import type { Containment } from "./containment.ts";

interface Found {
  readonly incident: string;
  readonly type: string;
  readonly target: string;
  severity: Severity;
  readonly since: number;
  isOpen: boolean;
}

const keptMs = 3_600_000;
const mostKept = 200;

/** What has to be read again from the log to know what was changed lately, and when the last storm ended. */
export const changeEvents = ["config.loaded", "service.started", "storm.ended"] as const;

export class Recent {
  readonly #found = new Map<string, Found>();
  readonly #changes: KnownChange[] = [];
  /** While several critical targets are in trouble at once. */
  containment: Containment | null = null;

  /** What was open when a storm ended was part of it. */
  stormEndedAt: number | null = null;

  apply(stored: StoredEvent): void {
    switch (stored.type) {
      case "incident.opened": {
        const { incident, type, target, severity, since } = stored.data;
        this.found({ incident, type, target, severity, since, isOpen: true });
        break;
      }
      case "incident.refreshed": {
        const found = this.#found.get(stored.data.incident);
        if (found !== undefined && stored.data.severity !== undefined) found.severity = stored.data.severity;
        break;
      }
      case "incident.moved": {
        const found = this.#found.get(stored.data.incident);
        if (found !== undefined && endStates.has(stored.data.to)) found.isOpen = false;
        break;
      }
      case "containment.began":
        this.containment = { since: stored.at, reason: stored.data.reason, isTold: false };
        break;
      case "storm.ended":
        this.stormEndedAt = stored.at;
        break;
      case "containment.told":
        if (this.containment !== null) this.containment = { ...this.containment, isTold: true };
        break;
      case "containment.ended":
        this.containment = null;
        break;
      case "config.loaded":
        if (stored.data.reload) this.changed({ at: stored.at, what: "the configuration was reloaded", target: null });
        break;
      case "service.started": {
        const { target, cause } = stored.data;
        if (cause === "supervisor") this.changed({ at: stored.at, what: "its supervisor started it", target });
        break;
      }
      default:
    }
  }

  found(one: Found): void {
    this.#found.set(one.incident, one);
    const [oldest] = this.#found.keys();
    if (this.#found.size > mostKept && oldest !== undefined) this.#found.delete(oldest);
  }

  repaired({ target, actions, runbook, recordedAt }: Outcome): void {
    this.changed({ at: recordedAt, what: `${actions.join(", ")} was done by ${runbook}`, target });
  }

  changed(change: KnownChange): void {
    this.#changes.push(change);
    // After a start they come by their kinds, and not in the order of time.
    for (let at = this.#changes.length - 1; at > 0; at--) {
      const [before, one] = [this.#changes[at - 1] as KnownChange, this.#changes[at] as KnownChange];
      if (before.at <= one.at) break;
      this.#changes.splice(at - 1, 2, one, before);
    }
    if (this.#changes.length > mostKept) this.#changes.shift();
  }

  /** The newest first. */
  get changes(): readonly KnownChange[] {
    return this.#changes.toReversed();
  }

  /** As seen from one target; the incident that is looked at is no news to itself. */
  anomalies(
    target: Target,
    graph: Pick<DependencyGraph, "upstream" | "downstream">,
    group: (id: string) => string | undefined,
    now: number,
    except: string,
  ): readonly RecentAnomaly[] {
    const relationOf = (id: string): RecentAnomaly["relation"] => {
      if (id === target.id) return "self";
      if (graph.upstream(target.id).has(id)) return "dependency";
      if (graph.downstream(target.id).has(id)) return "dependent";
      return target.group !== undefined && group(id) === target.group ? "group" : "other";
    };
    return [...this.#found.values()]
      .filter(({ incident, since, isOpen }) => incident !== except && (isOpen || now - since <= keptMs))
      .map(({ type, target: id, severity, since, isOpen }) => ({
        ...{ type, target: id, severity, ageMs: Math.max(0, now - since), open: isOpen },
        relation: relationOf(id),
      }));
  }
}
