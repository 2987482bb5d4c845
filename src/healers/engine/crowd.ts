/** Which targets are bad at the same time, kept at hand: a judgement must not look through ten thousand incidents. */
import type { Crowd, Incident } from "#core/model";

/** What has been bad for longer than this is no part of what is happening now. */
const recentMs = 3_600_000;

export class CrowdIndex {
  /** Open incidents by target; and those that opened lately, oldest first. */
  readonly #byTarget = new Map<string, Set<string>>();
  readonly #recent = new Map<string, { readonly target: string; readonly openedAt: number }>();

  opened({ id, target, openedAt }: Incident): void {
    const ids = this.#byTarget.get(target) ?? new Set();
    ids.add(id);
    this.#byTarget.set(target, ids);
    this.#recent.set(id, { target, openedAt });
  }

  ended({ id, target }: Incident): void {
    const ids = this.#byTarget.get(target);
    ids?.delete(id);
    if (ids?.size === 0) this.#byTarget.delete(target);
    this.#recent.delete(id);
  }

  /** Ids of the open incidents of a target. */
  of(target: string): Iterable<string> {
    return this.#byTarget.get(target) ?? [];
  }

  has(target: string): boolean {
    return this.#byTarget.has(target);
  }

  /** Newest first. What another target's failure took along (inhibited) is not bad by itself. */
  bad(open: ReadonlyMap<string, Incident>, now: number): Crowd["bad"] {
    const since = new Map<string, number>();
    for (const [id, { target, openedAt }] of this.#recent) {
      if (now - openedAt > recentMs) this.#recent.delete(id);
      else if (!isInhibited(open.get(id)) && !since.has(target)) since.set(target, openedAt);
    }
    return [...since].map(([target, at]) => ({ target, since: at })).reverse();
  }

  /** The same, however long they have been bad: looks through all that is open. */
  allBad(open: ReadonlyMap<string, Incident>): Crowd["bad"] {
    const own = [...open.values()].filter((incident) => !isInhibited(incident));
    const since = new Map(own.map(({ target, openedAt }) => [target, openedAt]));
    return [...since].map(([target, at]) => ({ target, since: at }));
  }
}

function isInhibited(incident: Incident | undefined): boolean {
  return incident !== undefined && (incident.inhibitedBy !== null || incident.hold?.policy === "dependency");
}
