/**
 * What the log says, as the invariants understand it: a fold of their own over the durable events. It shares nothing with the engine's,
 * so that a fault in the one is not repeated in the other.
 */
import type { Hold, IncidentState, Plan, Settings, Severity, StoredEvent, Verdict } from "#core/model";
import { Switchboard } from "./switchboard.ts";

export interface Known {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly fingerprint: string;
  readonly openedAt: number;
  state: IncidentState;
  /** Elapsed ms: when it came into its state, or, where a human was asked, when the answer came. */
  since: number;
  hold: Hold | null;
  /** The incident that is dealt with first. */
  waitsFor: string | null;
  tier: number | null;
  approvedPlanHash: string | null;
  /** A human runs the plan with this hash by hand. */
  byHand: string | null;
  deadline: number | null;
  severity: Severity;
  readonly isOwn: boolean;
  /** Until when somebody is on it; null: as long as it is open; undefined: nobody is. */
  acknowledged: number | null | undefined;
  /** Somebody, or the clock, wants something done, whatever the target says. */
  isAskedFor: boolean;
}

export interface KnownPlan {
  readonly plan: Plan;
  /** The last word of the guard. */
  verdict: Verdict | null;
  /** In which life it was admitted at the boundary, and not yet used. */
  admittedIn: number | null;
  /** In which life it is being executed. */
  executedIn: number | null;
}

export interface OpenStep {
  readonly effect: string;
  readonly target: string;
  readonly undo: boolean;
  readonly changesNothing: boolean;
  readonly life: number;
}

const ended = new Set<IncidentState>(["resolved", "self_resolved", "dismissed"]);

export class Ledger {
  readonly incidents = new Map<string, Known>();
  readonly plans = new Map<string, KnownPlan>();
  /** Every effect that was ever announced. */
  readonly effects = new Set<string>();
  readonly openSteps = new Map<string, OpenStep>();
  /** Started in whatever life, and no end of it is on record; by effect the incident. */
  readonly unfinished = new Map<string, string>();
  readonly counts = { events: 0, incidents: 0, repairs: 0, pages: 0, crashes: 0 };
  paused = false;
  /** Many are bad at once, and the storm's one page stands for all. */
  storm = false;
  /** Several critical troubles at once: one is dealt with at a time. */
  contained = false;
  /** Counts the lives of the engine. */
  life = 0;
  lifeBeganAt = 0;
  head = { seq: 0, hash: "" };
  /** The configuration in force, by the last word of the log. */
  settings: Settings;
  readonly switches = new Switchboard(() => this.settings);
  readonly #elapsed: () => number;
  readonly #written: (hash: string) => Settings | undefined;

  /** `written`: the versions of the configuration by their hashes. */
  constructor(elapsed: () => number, first: Settings, written: (hash: string) => Settings | undefined) {
    this.#elapsed = elapsed;
    this.settings = first;
    this.#written = written;
  }

  take(stored: StoredEvent): void {
    this.counts.events++;
    this.head = { seq: stored.seq, hash: stored.hash };
    this.switches.take(stored, this.#elapsed());
    this.#learn(stored);
    switch (stored.type) {
      case "engine.started":
        this.life++;
        this.lifeBeganAt = this.#elapsed();
        // What an earlier life had begun it does not go on with.
        this.openSteps.clear();
        break;
      case "incident.opened": {
        const { incident: id, type, target, fingerprint, severity } = stored.data;
        this.counts.incidents++;
        this.incidents.set(id, {
          ...{ id, type, target, fingerprint, openedAt: this.#elapsed(), state: "detected", since: this.#elapsed() },
          ...{ hold: null, waitsFor: null, tier: null, approvedPlanHash: null, byHand: null, deadline: null },
          ...{ severity, acknowledged: undefined, isAskedFor: false },
          isOwn: target === "(chiron)" && stored.data.origin === undefined,
        });
        break;
      }
      case "incident.moved":
        this.#move(stored.data.incident, stored.data.to);
        break;
      case "plan.proposed": {
        const { plan } = stored.data;
        this.#change(stored.data.incident, { approvedPlanHash: null });
        this.plans.set(plan.id, { plan, verdict: null, admittedIn: null, executedIn: null });
        break;
      }
      case "plan.judged":
        this.#judged(stored.data.verdict);
        break;
      case "approval.asked":
        this.#change(stored.data.incident, { deadline: stored.data.approval.deadline });
        break;
      case "approval.answered": {
        const { incident, status, planHash, reason } = stored.data;
        // From here on it is the engine that has to go on, however long the human took.
        this.#change(incident, { deadline: null, since: this.#elapsed() });
        if (status === "approved") this.#change(incident, { approvedPlanHash: planHash });
        if (reason === "run by hand") this.#change(incident, { byHand: planHash });
        break;
      }
      case "step.started":
        this.#started(stored.data);
        break;
      case "step.finished":
        this.openSteps.delete(stored.data.effect);
        this.unfinished.delete(stored.data.effect);
        break;
      case "outcome.recorded":
        this.counts.repairs++;
        break;
      case "message.queued":
        if (stored.data.message.route === "page") this.counts.pages++;
        break;
      default:
        this.#switch(stored.type);
    }
  }

  /** What is known of a standing incident besides where it is. */
  #learn(stored: StoredEvent): void {
    switch (stored.type) {
      case "incident.refreshed":
        if (stored.data.severity !== undefined) this.#change(stored.data.incident, { severity: stored.data.severity });
        break;
      case "incident.acknowledged":
        this.#change(stored.data.incident, { acknowledged: stored.data.until });
        break;
      case "trigger.raised":
        if (stored.data.trigger.endsBy === "request") this.#change(stored.data.incident ?? "", { isAskedFor: true });
        break;
      case "config.loaded":
        this.settings = this.#written(stored.data.hash) ?? this.settings;
        break;
      case "incident.held":
        this.#change(stored.data.incident, { hold: stored.data.hold });
        break;
      case "incident.inhibited":
        this.#change(stored.data.incident, { waitsFor: stored.data.by });
        break;
      case "incident.uninhibited":
        // What it waited under another one was no standstill of its own.
        this.#change(stored.data.incident, { waitsFor: null, since: this.#elapsed() });
        break;
      case "incident.tiered":
        this.#change(stored.data.incident, { tier: stored.data.tier });
        break;
      default:
    }
  }

  #switch(type: StoredEvent["type"]): void {
    if (type === "healing.paused" || type === "healing.resumed") this.paused = type === "healing.paused";
    if (type === "containment.began" || type === "containment.ended") this.contained = type === "containment.began";
    if (type === "storm.began" || type === "storm.ended") this.storm = type === "storm.began";
  }

  #change(id: string, change: Partial<Known>): void {
    const incident = this.incidents.get(id);
    if (incident !== undefined) Object.assign(incident, change);
  }

  #move(id: string, to: IncidentState): void {
    if (ended.has(to)) {
      const incident = this.incidents.get(id);
      this.incidents.delete(id);
      // What is dismissed in the middle of a step is nobody's any more.
      if (to === "dismissed") for (const [effect, of] of this.unfinished) if (of === id) this.unfinished.delete(effect);
      for (const [plan, known] of this.plans) if (known.plan.incident === incident?.id) this.plans.delete(plan);
      return;
    }
    this.#change(id, { state: to, since: this.#elapsed(), hold: null });
  }

  #judged(verdict: Verdict): void {
    const known = this.plans.get(verdict.plan);
    if (known === undefined) return;
    known.verdict = verdict;
    known.admittedIn = verdict.decision === "approve" && verdict.at === "boundary" ? this.life : null;
  }

  #started({
    effect,
    plan: id,
    undo,
    incident,
  }: {
    effect: string;
    plan: string;
    undo: boolean;
    incident: string;
  }): void {
    const known = this.plans.get(id);
    this.effects.add(effect);
    this.unfinished.set(effect, incident);
    const target = this.incidents.get(incident)?.target ?? "";
    const changesNothing = known?.plan.steps.every((step) => step.changesNothing === true) ?? false;
    this.openSteps.set(effect, { effect, target, undo, changesNothing, life: this.life });
  }
}
