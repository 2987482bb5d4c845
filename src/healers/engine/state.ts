/**
 * What the engine keeps at hand: a fold over the log, restored from the store's tables at start. Nothing else changes it, so what
 * the engine believes can always be told again from the log.
 */
import type {
  AmendmentDecision,
  AttemptFact,
  EventData,
  Incident,
  Outcome,
  PipelineProgress,
  ProcessIdentity,
  RestartFact,
  Runbook,
  StoredEvent,
} from "#core/model";
import { countedBy, endStates } from "#core/model";
import { GuardMemory } from "#loop/guard";
import { evolve, type PastIncident } from "#loop/incident";
import type { WeightedOutcome } from "#loop/learn";
import { ModelLedger } from "./advisor/index.ts";
import { isSameProcess, wasCrash } from "./crash.ts";
import { CrowdIndex } from "./crowd.ts";
import { DryRuns } from "./dry-runs.ts";
import { Recent } from "./recent.ts";
import { foldRunbooks, type RunbookApproval, type RunbookRecord } from "./runbook-records.ts";
import { Standing } from "./standing.ts";

export interface Pause {
  readonly reason: string;
  readonly since: number;
  readonly by: string;
}

export interface ServiceRecord {
  readonly process: ProcessIdentity;
  readonly startedAt: number;
  /** The end of the life before this one, if it ended by itself. */
  readonly lastExit: EventData["service.exited"] | null;
  /** It was told to end. */
  readonly stopped?: true;
}

const historyMs = 86_400_000;
const historyKept = 500;

export class EngineState {
  readonly open = new Map<string, Incident>();
  readonly #openByFingerprint = new Map<string, string>();
  readonly #past = new Map<string, PastIncident>();
  readonly silencedUntil = new Map<string, number>();
  readonly attempts: (AttemptFact & { readonly target: string; readonly anomaly: string })[] = [];
  readonly restarts = new Map<string, RestartFact[]>();
  /** When each service was started again, by whomever. */
  readonly #restartTimes = new Map<string, number[]>();
  readonly services = new Map<string, ServiceRecord>();
  readonly runbooks = new Map<string, RunbookRecord>();
  readonly approvals = new Map<string, RunbookApproval>();
  /** Runbooks as a human let them be amended, by the hash of what was amended. */
  readonly amendments = new Map<string, Runbook>();
  /** What humans said to proposed changes, by `amendmentKey`. */
  readonly amendmentDecisions = new Map<string, AmendmentDecision>();
  readonly outcomes = new Map<string, WeightedOutcome[]>();
  /** Services that are kept stopped, with the reason. */
  readonly held = new Map<string, string>();
  /** Where each pipeline last said that it is. */
  readonly pipelines = new Map<string, PipelineProgress>();
  readonly #effects = new Map<string, Set<string>>();
  /** Hashes of what this engine has described of targets and runbooks. */
  readonly described = new Set<string>();
  readonly dryRuns = new DryRuns();
  readonly standing = new Standing();
  readonly guard = new GuardMemory();
  readonly crowd = new CrowdIndex();
  /** What was asked of a language model of late. */
  readonly model = new ModelLedger();
  readonly recent = new Recent();
  readonly #folds = [this.model, this.recent, this.standing, this.guard];
  readonly counters = new Map<string, number>();
  paused: Pause | null = null;
  lastRemediationAt: number | null = null;
  lastEscalationAt: number | null = null;

  /** Puts back an open incident that the store kept, with the effects it has had. */
  restore(incident: Incident): void {
    this.open.set(incident.id, incident);
    this.crowd.opened(incident);
    this.#openByFingerprint.set(incident.fingerprint, incident.id);
    this.#effects.set(incident.id, new Set(incident.steps.map((step) => step.effect)));
  }

  restartsSince(target: string, since: number): number {
    const times = this.#restartTimes.get(target) ?? [];
    let first = times.length;
    while (first > 0 && (times[first - 1] ?? 0) >= since) first--;
    return times.length - first;
  }

  countRestarts(target: string, at: number, times = 1): void {
    const list = this.#restartTimes.get(target) ?? [];
    this.#restartTimes.set(target, list);
    for (let count = 0; count < Math.min(times, historyKept); count++) list.push(at);
    while (list.length > historyKept || at - (list[0] ?? at) > historyMs) list.shift();
  }

  incident(id: string): Incident | undefined {
    return this.open.get(id);
  }

  byFingerprint(fingerprint: string): Incident | undefined {
    const id = this.#openByFingerprint.get(fingerprint);
    return id === undefined ? undefined : this.open.get(id);
  }

  past(fingerprint: string): PastIncident | undefined {
    return this.#past.get(fingerprint);
  }

  remember(fingerprint: string, past: PastIncident): void {
    this.#past.set(fingerprint, past);
  }

  knowsEffect(incident: string, effect: string): boolean {
    return this.#effects.get(incident)?.has(effect) ?? false;
  }

  apply(stored: StoredEvent): void {
    this.#count(stored);
    this.dryRuns.apply(stored, this.open);
    this.#applyToIncident(stored);
    this.#applyToService(stored);
    for (const fold of this.#folds) fold.apply(stored);
    foldRunbooks(this, stored);
    switch (stored.type) {
      case "incident.moved":
        this.#onMoved(stored.data, stored.at);
        break;
      case "incident.dismissed":
        this.#onDismissed(stored.data);
        break;
      case "incident.tiered":
        this.#raise("chiron_incidents_told", String(stored.data.tier));
        if (stored.data.tier === 3) this.lastEscalationAt = stored.at;
        break;
      case "step.started":
        this.#effects.get(stored.data.incident)?.add(stored.data.effect);
        break;
      case "step.finished":
        if (!stored.data.undo) this.lastRemediationAt = stored.at;
        break;
      case "outcome.recorded":
        this.learn(stored.data.outcome);
        break;
      case "pipeline.progressed":
        this.pipelines.set(stored.data.pipeline, { ...stored.data, at: stored.at });
        break;
      case "healing.paused":
        this.paused = { reason: stored.data.reason, since: stored.at, by: stored.actor };
        break;
      case "healing.resumed":
        this.paused = null;
        break;
      case "target.described":
      case "runbook.described":
        this.described.add(stored.data.hash);
        break;
      default:
    }
  }

  #applyToService(stored: StoredEvent): void {
    switch (stored.type) {
      case "service.started":
        this.#onServiceStarted(stored.data, stored.at);
        break;
      case "service.restarted":
        this.countRestarts(stored.data.target, stored.at, stored.data.times);
        break;
      case "service.exited":
        this.#onServiceExited(stored.data, stored.at);
        break;
      case "service.stopped":
        this.#onServiceStopped(stored.data);
        break;
      case "service.held":
        this.held.set(stored.data.target, stored.data.reason);
        break;
      case "service.let_go":
        this.held.delete(stored.data.target);
        break;
      default:
    }
  }

  #applyToIncident(stored: StoredEvent): void {
    const id = incidentIdOf(stored);
    if (id === undefined) return;
    const incident = evolve(this.open.get(id), stored);
    if (incident === undefined) return;
    if (stored.type === "incident.opened") this.restore(incident);
    else this.open.set(id, incident);
  }

  #onMoved({ incident: id, to }: EventData["incident.moved"], at: number): void {
    const incident = this.open.get(id);
    if (incident === undefined) return;
    if (!endStates.has(to)) return;
    const { fingerprint, episode, recurrences } = incident;
    if (to === "resolved") this.#past.set(fingerprint, { episode, recurrences, endedAt: at });
    this.open.delete(id);
    this.crowd.ended(incident);
    this.#openByFingerprint.delete(fingerprint);
    this.#effects.delete(id);
  }

  #onDismissed({ incident: id, silencedUntil }: EventData["incident.dismissed"]): void {
    const incident = this.open.get(id);
    if (incident !== undefined) this.silencedUntil.set(incident.fingerprint, silencedUntil);
  }

  /** What an attempt came to, for policies and for confidence. */
  learn(outcome: Outcome): void {
    const { target, anomaly, runbook, runbookHash, result, effectiveness, recordedAt } = outcome;
    keepRecent(this.attempts, { at: recordedAt, target, anomaly, runbook, result });
    this.recent.repaired(outcome);
    const known = this.outcomes.get(runbookHash) ?? [];
    known.push({ effectiveness, at: recordedAt });
    this.outcomes.set(runbookHash, known.slice(-historyKept));
  }

  /** Whether the service is down because it ended by itself before it was stable. */
  isDownByCrash(target: string): boolean {
    const life = this.services.get(target);
    return life?.lastExit != null && wasCrash(life.lastExit, life.startedAt, this.attempts);
  }

  #onServiceExited(exit: EventData["service.exited"], at: number): void {
    const { target, process, uptimeMs } = exit;
    const startedAt = this.services.get(target)?.startedAt ?? at - uptimeMs;
    this.services.set(target, { process, startedAt, lastExit: exit });
  }

  #onServiceStopped({ target, process }: EventData["service.stopped"]): void {
    const known = this.services.get(target);
    if (known !== undefined && isSameProcess(known.process, process))
      this.services.set(target, { ...known, stopped: true });
  }

  #onServiceStarted({ target, process, cause, afterCrash }: EventData["service.started"], at: number): void {
    if (cause === "repair" || cause === "supervisor" || cause === "emergency") this.countRestarts(target, at);
    if (cause === "repair") {
      const list = this.restarts.get(target) ?? [];
      keepRecent(list, { at, crash: afterCrash ?? this.isDownByCrash(target) });
      this.restarts.set(target, list);
    }
    const before = this.services.get(target);
    // An adopted process goes on with the life it had, if it is known to have had one.
    const goesOn = cause === "adopted" && before?.lastExit === null && isSameProcess(before.process, process);
    this.services.set(target, { process, startedAt: goesOn ? before.startedAt : at, lastExit: null });
  }

  /** Before the event has its effect: one that ends an incident still finds it. */
  #count(stored: StoredEvent): void {
    const counted = countedBy(stored);
    if (counted === undefined) return;
    const { name, incident, label } = counted;
    const type = stored.type === "incident.opened" ? stored.data.type : this.open.get(incident ?? "")?.type;
    this.#raise(name, label ?? type ?? "");
  }

  #raise(name: string, label: string): void {
    const key = `${name}|${label}`;
    this.counters.set(key, (this.counters.get(key) ?? 0) + 1);
  }
}

function incidentIdOf(stored: StoredEvent): string | undefined {
  if (stored.type === "outcome.recorded") return stored.data.outcome.incident;
  const { incident } = stored.data as { readonly incident?: unknown };
  return typeof incident === "string" ? incident : undefined;
}

function keepRecent<T extends { readonly at: number }>(list: T[], added: T): void {
  list.push(added);
  while (list.length > historyKept || (list[0] !== undefined && added.at - list[0].at > historyMs)) list.shift();
}
