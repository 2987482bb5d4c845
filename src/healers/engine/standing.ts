/** What stands until something ends it, at hand for the engine: the same fold as in the store (core/model/standing.ts). */
import {
  incidentOfStanding,
  type StandingDocs,
  type StandingKind,
  type StandingTrigger,
  type StoredEvent,
  standingChanges,
} from "#core/model";

type Maps = { readonly [K in StandingKind]: Map<string, StandingDocs[K]> };

export class Standing {
  readonly #maps: Maps = {
    silence: new Map(),
    maintenance: new Map(),
    stop: new Map(),
    trigger: new Map(),
    schedule: new Map(),
    session: new Map(),
    withheld: new Map(),
  };
  readonly #triggersOf = new Map<string, Set<string>>();

  restore<K extends StandingKind>(kind: K, key: string, doc: StandingDocs[K]): void {
    this.#put(kind, key, doc);
  }

  apply(stored: StoredEvent): void {
    for (const change of standingChanges(stored, (kind, key) => this.get(kind, key))) {
      if ("dropOf" in change) this.#dropOf(change.dropOf);
      else if ("drop" in change) this.#drop(change.drop, change.key);
      else this.#put(change.put, change.key, change.doc);
    }
  }

  get<K extends StandingKind>(kind: K, key: string): StandingDocs[K] | undefined {
    return this.#maps[kind].get(key);
  }

  all<K extends StandingKind>(kind: K): ReadonlyMap<string, StandingDocs[K]> {
    return this.#maps[kind];
  }

  /** The triggers that stand for one trouble. */
  triggersOf(fingerprint: string): readonly StandingTrigger[] {
    const keys = this.#triggersOf.get(fingerprint);
    if (keys === undefined) return [];
    return [...keys].flatMap((key) => this.#maps.trigger.get(key) ?? []);
  }

  #put<K extends StandingKind>(kind: K, key: string, doc: StandingDocs[K]): void {
    this.#drop(kind, key);
    this.#maps[kind].set(key, doc);
    if (kind !== "trigger") return;
    const { fingerprint } = doc as StandingTrigger;
    const keys = this.#triggersOf.get(fingerprint) ?? new Set();
    this.#triggersOf.set(fingerprint, keys.add(key));
  }

  #drop(kind: StandingKind, key: string): void {
    const before = this.#maps[kind].get(key);
    if (before === undefined || !this.#maps[kind].delete(key) || kind !== "trigger") return;
    const { fingerprint } = before as StandingTrigger;
    const keys = this.#triggersOf.get(fingerprint);
    keys?.delete(key);
    if (keys?.size === 0) this.#triggersOf.delete(fingerprint);
  }

  #dropOf(incident: string): void {
    // Incidents end often, and few have anything here.
    for (const kind of ["trigger", "withheld"] as const) {
      if (this.#maps[kind].size === 0) continue;
      for (const [key, doc] of this.#maps[kind]) {
        const belongs = incidentOfStanding({ put: kind, key, doc } as Parameters<typeof incidentOfStanding>[0]);
        if (belongs === incident) this.#drop(kind, key);
      }
    }
  }
}
