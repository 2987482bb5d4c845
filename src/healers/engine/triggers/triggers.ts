/**
 * What comes from outside becomes the same anomalies as what a probe has seen (REASON-13). Told ten times it is one incident; what
 * fits no target is kept, and a human hears of it; what its sender calls over is over when the target's own probes do not say otherwise.
 */
import {
  type Anomaly,
  ChironError,
  event,
  fingerprintOf,
  type Incident,
  type StandingTrigger,
  type Trigger,
  type TriggerKind,
  triggerKey,
  triggerProbe,
} from "#core/model";
import { move } from "#loop/incident";
import { endByItself } from "../ending.ts";
import type { Intake } from "../intake.ts";
import type { Parts } from "../parts.ts";
import { recheck } from "../recheck.ts";
import { selfTarget } from "../self.ts";
import type { Telling } from "../telling.ts";

export interface Sender {
  readonly kind: TriggerKind;
  readonly source: string;
  readonly endsBy: StandingTrigger["endsBy"];
  /** The runbook that it asks for. */
  readonly runbook?: string;
  /** Where what it sends belongs when it names nothing that is declared; default: as configured. */
  readonly actor?: string;
}

export interface Taken {
  /** New to Chiron. */
  readonly raised: number;
  /** Told before, or older than what was told before. */
  readonly known: number;
  readonly cleared: number;
  readonly unknownTargets: number;
  readonly incidents: readonly string[];
}

/** Each may open an incident, which takes some tenths of a millisecond. */
const atOnce = 20;
/** More that stand at once are no news but a flood. */
const mostStanding = 10_000;
/** Ends that are remembered, so that a message that comes late opens nothing again. */
const mostEnds = 10_000;

export class Triggers {
  readonly #parts: Parts;
  readonly #intake: Intake;
  readonly #telling: Telling;
  readonly #ends = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(parts: Parts, intake: Intake, telling: Telling) {
    this.#parts = parts;
    this.#intake = intake;
    this.#telling = telling;
  }

  /** As many as there are; room is made for the work loop's other work in between. All or nothing: throws `rate_limited`. */
  async takeAll(triggers: readonly Trigger[], sender: Sender): Promise<Taken> {
    this.#requireRoom(triggers, sender);
    const { clock } = this.#parts.platform;
    let all: Taken = { raised: 0, known: 0, cleared: 0, unknownTargets: 0, incidents: [] };
    for (let from = 0; from < triggers.length; from += atOnce) {
      if (from > 0) await clock.sleep(0, this.#parts.stopping);
      all = sum(all, this.take(triggers.slice(from, from + atOnce), sender));
    }
    return all;
  }

  #requireRoom(triggers: readonly Trigger[], sender: Sender): void {
    const standing = this.#parts.state.standing.all("trigger");
    const added = triggers.filter(
      ({ state, key }) => state === "raised" && !standing.has(triggerKey(sender.source, key)),
    ).length;
    if (standing.size + added > mostStanding) {
      throw new ChironError(
        "rate_limited",
        `there are ${standing.size} alerts already; more than ${mostStanding} are not kept`,
        {
          help: "Group them where they come from, or silence their source there.",
        },
      );
    }
  }

  /** A few. */
  take(triggers: readonly Trigger[], sender: Sender): Taken {
    const taken = { raised: 0, known: 0, cleared: 0, unknownTargets: 0 };
    const incidents = new Set<string>();
    for (const trigger of triggers) {
      if (trigger.state === "cleared") {
        if (this.#clear(trigger, sender)) taken.cleared++;
        continue;
      }
      const { isNew, incident, isUnknown } = this.#raise(trigger, sender);
      if (isNew) taken.raised++;
      else taken.known++;
      if (isUnknown) taken.unknownTargets++;
      if (incident !== null) incidents.add(incident);
    }
    return { ...taken, incidents: [...incidents] };
  }

  /** Resolves with true once no sender says any more that it goes on, with false after that time. */
  whenCleared(incident: Pick<Incident, "fingerprint">, withinMs: number, signal: AbortSignal): Promise<boolean> {
    const { fingerprint } = incident;
    if (!this.#isFiring(fingerprint)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(fingerprint) ?? new Set();
      this.#waiting.set(fingerprint, waiting);
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener("abort", end);
        waiting.delete(end);
        resolve(!this.#isFiring(fingerprint));
      };
      const timer = this.#parts.platform.clock.after(withinMs, end);
      signal.addEventListener("abort", end, { once: true });
      waiting.add(end);
    });
  }

  #isFiring(fingerprint: string): boolean {
    return this.#parts.state.standing.triggersOf(fingerprint).some(({ endsBy }) => endsBy === "sender");
  }

  #raise(trigger: Trigger, sender: Sender) {
    const { state, platform } = this.#parts;
    const key = triggerKey(sender.source, trigger.key);
    const { target, unknown } = this.#place(trigger.candidates);
    const standing = state.standing.get("trigger", key);
    const isKnown = standing?.target === target && standing.type === trigger.type && this.#isAtWork(standing);
    const isLate = trigger.at !== null && trigger.at < (this.#ends.get(key) ?? Number.NEGATIVE_INFINITY);
    if (!isKnown && isLate) return { isNew: false, incident: null, isUnknown: false };
    const now = platform.clock.now();
    const anomaly = anomalyOf(trigger, sender, target, now);
    const fingerprint = fingerprintOf(trigger.type, target);
    const raisedFor = (incident: string | null) => {
      const doc = standingFor(trigger, sender, { incident, target, unknown, fingerprint, now });
      return event("trigger.raised", { incident, trigger: doc }, sender.actor);
    };
    let isOnRecord = false;
    // An engine that dies right after the opening must not forget whose word it is that ends it.
    const incident = this.#intake.see(anomaly, { kind: sender.kind, source: sender.source }, (opened) => {
      isOnRecord = true;
      return [raisedFor(opened)];
    });
    const isUnknown = unknown !== null;
    if (isKnown || (incident === null && standing?.incident === null)) return { isNew: false, incident, isUnknown };
    // What was dismissed stays quiet; a request that nobody takes up must not stand until some later trouble of that kind.
    if (incident === null && sender.endsBy === "request") return { isNew: false, incident, isUnknown };
    if (!isOnRecord) this.#parts.record([raisedFor(incident)]);
    if (incident !== null && target === selfTarget) this.#handToHuman(incident, unknown);
    return { isNew: true, incident, isUnknown };
  }

  /** It stands, and so does its incident. */
  #isAtWork({ incident, fingerprint }: StandingTrigger): boolean {
    return incident !== null && this.#parts.state.byFingerprint(fingerprint)?.id === incident;
  }

  #place(candidates: readonly string[]): { readonly target: string; readonly unknown: string | null } {
    const known = candidates.find((name) => this.#parts.target(name) !== undefined);
    if (known !== undefined) return { target: known, unknown: null };
    const { catchAll } = this.#parts.settings().intake;
    const target = catchAll !== null && this.#parts.target(catchAll) !== undefined ? catchAll : selfTarget;
    return { target, unknown: candidates[0] ?? "" };
  }

  /** After a start: the engine before may not have come to handing it over. */
  takeUp({ id, fingerprint }: Incident): void {
    const [standing] = this.#parts.state.standing.triggersOf(fingerprint);
    this.#handToHuman(id, standing?.unknown ?? null);
  }

  /** There is nothing that Chiron could look at, or repair. */
  #handToHuman(id: string, unknown: string | null): void {
    const { state, record } = this.#parts;
    const before = state.incident(id);
    if (before?.state !== "detected" && before?.state !== "diagnosing") return;
    const called = unknown === null || unknown === "" ? "it names no target" : `there is no target ${unknown}`;
    if (before.state === "detected") record([move(before, "diagnosing", "taken up")]);
    record([move({ id, state: "diagnosing" }, "escalated", `${called}, so that nobody can look`)]);
    this.#telling.escalated(id);
  }

  #clear({ key, at }: Trigger, { source, actor }: Sender): boolean {
    const { state, platform, record } = this.#parts;
    const whole = triggerKey(source, key);
    this.#ends.delete(whole);
    this.#ends.set(whole, at ?? platform.clock.now());
    const oldest = this.#ends.size > mostEnds ? this.#ends.keys().next().value : undefined;
    if (oldest !== undefined) this.#ends.delete(oldest);
    const standing = state.standing.get("trigger", whole);
    if (standing === undefined) return false;
    const reason = "its sender says that it is over";
    record([event("trigger.cleared", { incident: standing.incident, source, key, reason })], actor);
    if (!this.#isFiring(standing.fingerprint)) this.#onCleared(standing.fingerprint, source);
    return true;
  }

  #onCleared(fingerprint: string, source: string): void {
    for (const end of [...(this.#waiting.get(fingerprint) ?? [])]) end();
    this.#waiting.delete(fingerprint);
    const incident = this.#parts.state.byFingerprint(fingerprint);
    if (incident === undefined) return;
    const target = this.#parts.target(incident.target);
    const reason = `${source} says that it is over`;
    if (target === undefined) {
      endByItself(this.#parts, incident, reason);
      return;
    }
    // The target's own probes have a say, where they speak of it.
    recheck(this.#parts, incident, target)
      .then(({ condition }) => {
        const now = this.#parts.state.incident(incident.id);
        if (now === undefined || condition !== "gone" || this.#parts.stopping.aborted) return;
        endByItself(this.#parts, now, reason);
      })
      .catch((error: unknown) => {
        if (!this.#parts.stopping.aborted) this.#parts.report(error, `the end of ${incident.id}`);
      });
  }
}

function sum(one: Taken, other: Taken): Taken {
  return {
    raised: one.raised + other.raised,
    known: one.known + other.known,
    cleared: one.cleared + other.cleared,
    unknownTargets: one.unknownTargets + other.unknownTargets,
    incidents: [...new Set([...one.incidents, ...other.incidents])],
  };
}

function standingFor(
  { type, severity, title, values, key, at }: Trigger,
  { kind, source, endsBy, runbook }: Sender,
  {
    now,
    ...found
  }: Pick<StandingTrigger, "incident" | "target" | "unknown" | "fingerprint"> & { readonly now: number },
): StandingTrigger {
  return {
    ...{ kind, source, key, endsBy, type, severity, title, values, at: at ?? now, receivedAt: now, ...found },
    ...(runbook === undefined ? {} : { runbook }),
  };
}

function anomalyOf(trigger: Trigger, { source }: Sender, target: string, now: number): Anomaly {
  const { type, severity, title, values } = trigger;
  const reading = { target, probe: triggerProbe(source), takenAt: now, available: true, values, latencyMs: 0 };
  return {
    ...{ type, target, severity, title, flapping: false },
    since: Math.min(trigger.at ?? now, now),
    evidence: { condition: `${source} says so`, reading, thresholds: {} },
  };
}
