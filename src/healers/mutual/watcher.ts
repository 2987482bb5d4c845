/** Watches the two others, look by look, and does what this healer answers for. */
import type { ProcessIdentity } from "#core/model";
import { event, formatDuration, type NewEvent } from "#core/model/plain";
import { type Attempts, attemptAt, nextAttemptAt, noAttempts } from "./backoff.ts";
import { dutiesOf, type Faults } from "./duty.ts";
import { endForGood, graceMs } from "./end-process.ts";
import { readEnding } from "./ending.ts";
import { launcherFor } from "./last-good/index.ts";
import { defaultLimits, readLimits } from "./limits.ts";
import type { Places } from "./places.ts";
import { type Recovery, restartMutually } from "./recovery.ts";
import { type Beat, type Role, roles } from "./role.ts";
import { hangsForGood } from "./role-take-over.ts";
import { livingBeat, sightOf } from "./sight.ts";
import { startRole } from "./start-role.ts";
import { emergencyUnderWay } from "./under-way.ts";
import { beginWatch, type Fault, faultOf, type Limits, longestGapMs, look, type Watch } from "./watch.ts";

const limitsEveryMs = 1_000;
/** The word before a deed is waited for so long; a store that hangs must not keep anybody from being healed. */
const auditWithinMs = 2_000;

export interface WatcherMeans {
  readonly self: Role;
  readonly places: Places;
  /** The newest beat of this process. */
  readonly own: () => Pick<Beat, "process" | "seq">;
  /** Undefined: this process is fit to heal another; otherwise why not. */
  readonly unfit: () => string | undefined;
  /** False: whoever is seen now belongs to another Chiron, which was begun in the place of this one's folder. */
  readonly ownsPlaces: () => boolean;
  readonly monotonic: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** The words that a role is started with, after so many recoveries in a row that did not last. */
  readonly wordsFor: (role: Role, attempt: number) => Promise<readonly string[]>;
  /** Resolves once it is written down for good. */
  readonly audit: (entry: NewEvent) => Promise<void>;
  /** Of the watchdog alone: both healers are at fault, confirmed or seen. Resolves when the emergency is over. */
  readonly emergency?: (faults: Faults) => Promise<void>;
  /** One line for whoever looks. */
  readonly say: (line: string) => void;
}

export class Watcher {
  readonly #means: WatcherMeans;
  readonly #watches = new Map<Role, Watch>();
  readonly #attempts = new Map<Role, Attempts>();
  readonly #underWay = new Map<Role, Promise<void>>();
  #emergency: Promise<void> | undefined;
  #limits: Limits = defaultLimits;
  #limitsAt = Number.NEGATIVE_INFINITY;
  #lastTurnAt: number;
  /** Monotonic: since when both are at fault. */
  #bothSince: number | undefined;
  #stopped = false;

  constructor(means: WatcherMeans) {
    this.#means = means;
    this.#lastTurnAt = means.monotonic();
    for (const role of roles) if (role !== means.self) this.#watches.set(role, beginWatch(this.#lastTurnAt));
  }

  /** One look at both. Never throws for what it sees. */
  turn(): void {
    if (this.#stopped) return;
    const now = this.#means.monotonic();
    if (now - this.#limitsAt >= limitsEveryMs) {
      this.#limits = readLimits(this.#means.places.limits);
      this.#limitsAt = now;
    }
    const seen = [...this.#watches].map(
      ([role, before]) => [role, before, sightOf(this.#means.places, role, before.beat)] as const,
    );
    // Asked after the look, so that nothing of what was seen can be from later.
    if (!this.#means.ownsPlaces()) return;
    for (const [role, before, sight] of seen) this.#watches.set(role, look(before, sight, this.#limits, now));
    const wasStopped = now - this.#lastTurnAt > longestGapMs;
    this.#lastTurnAt = now;
    if (wasStopped) this.#bothSince = undefined;
    this.#act(now);
  }

  faults(): Faults {
    const faults: Partial<Record<Role, Fault>> = {};
    for (const [role, watch] of this.#watches) {
      const fault = faultOf(watch, this.#limits, this.#lastTurnAt);
      if (fault !== undefined) faults[role] = fault;
    }
    return faults;
  }

  /** For the own beat: what is seen of the others. */
  sees(): Beat["sees"] {
    const seen: Partial<Record<Role, { pid: number; seq: number }>> = {};
    for (const [role, { beat, isGone }] of this.#watches)
      if (beat !== undefined && !isGone) seen[role] = { pid: beat.process.pid, seq: beat.seq };
    return seen;
  }

  /** The process that was seen last in this role, whether it still lives or not. */
  known(role: Role): ProcessIdentity | undefined {
    return this.#watches.get(role)?.beat?.process;
  }

  isRecovering(): boolean {
    return this.#underWay.size > 0 || this.#emergency !== undefined;
  }

  /** Begins nothing more. What is under way sees that, and leaves no process behind that it has just started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#underWay.values(), this.#emergency]);
  }

  #act(now: number): void {
    const duties = dutiesOf(this.#means.self, this.faults());
    const emergency = duties.find(({ kind }) => kind === "emergency");
    this.#bothSince = emergency === undefined ? undefined : (this.#bothSince ?? now);
    if (duties.length === 0 || readEnding(this.#means.places.ending) !== undefined) return;
    // Two who end and start the same process would undo each other's work.
    if (this.#means.self !== "watchdog" && emergencyUnderWay(this.#means.places.folder)) return;
    for (const duty of duties) {
      if (duty.kind === "restart") this.#restart(duty.role, duty.fault, now);
      else if (duty.seen || now - (this.#bothSince ?? now) >= this.#limits.confirmForMs) this.#takeOver(now);
    }
  }

  #restart(role: Role, fault: Fault, now: number): void {
    const attempts = this.#attempts.get(role) ?? noAttempts;
    if (this.#underWay.has(role) || now < nextAttemptAt(attempts)) return;
    this.#attempts.set(role, attemptAt(attempts, now));
    const work = this.#recover(role, fault)
      .catch((error: unknown) => this.#means.say(`the ${role} could not be recovered: ${String(error)}`))
      .finally(() => this.#underWay.delete(role));
    this.#underWay.set(role, work);
  }

  async #recover(role: Role, fault: Fault): Promise<void> {
    const { self, say, places, wordsFor, monotonic, sleep, own, unfit } = this.#means;
    const attempt = this.#attempts.get(role)?.count ?? 1;
    const head = { healer: role, by: self, protocol: "healer-mutual-restart" } as const;
    const pid = this.#watches.get(role)?.beat?.process.pid;
    say(`the ${role}${pid === undefined ? "" : ` (pid ${pid})`} is ${fault}: the ${self} restarts it`);
    await this.#audit(event("recovery.started", { ...head, fault, attempt }));
    const words = await wordsFor(role, attempt);
    const recovery = await restartMutually(
      {
        ...{ self, monotonic, sleep, own, unfit },
        known: (one) => this.#watches.get(one)?.beat?.process,
        // To the watchdog SIGTERM is the word to end all of Chiron, and one that is bloated, or awake again, would do so.
        end: (process) => endForGood(process, role === "watchdog" ? "unasked" : graceMs),
        hangs: ({ pid }) => hangsForGood(pid),
        start: (one) => startRole(one, words, launcherFor(places.folder)),
        living: (one) => livingBeat(places, one),
        isEnding: () => this.#stopped || readEnding(places.ending) !== undefined,
      },
      role,
      fault,
    );
    await this.#finish(recovery, head);
  }

  async #finish(recovery: Recovery, head: Pick<FinishedData, "healer" | "by" | "protocol">): Promise<void> {
    const { fault, ok, steps, tookMs, process } = recovery;
    const last = steps.at(-1);
    const audit = { name: "audit", ok: true, tries: 1, tookMs: 0, detail: "written down" };
    this.#means.say(
      `the ${head.healer} is ${ok ? "recovered" : `not recovered: ${last?.name}: ${last?.detail}`} (took ${formatDuration(Math.round(tookMs))})`,
    );
    await this.#audit(
      event("recovery.finished", { ...head, fault, ok, process, tookMs: Math.round(tookMs), steps: [...steps, audit] }),
    );
  }

  #takeOver(now: number): void {
    const { emergency } = this.#means;
    const attempts = this.#attempts.get(this.#means.self) ?? noAttempts;
    if (emergency === undefined || this.#emergency !== undefined || now < nextAttemptAt(attempts)) return;
    this.#attempts.set(this.#means.self, attemptAt(attempts, now));
    this.#emergency = emergency(this.faults())
      .catch((error: unknown) => this.#means.say(`the emergency recovery failed: ${String(error)}`))
      .finally(() => {
        this.#emergency = undefined;
        this.#bothSince = undefined;
      });
  }

  /** Never rejects: what cannot be written down is healed all the same. */
  async #audit(entry: NewEvent): Promise<void> {
    const { audit, sleep, say } = this.#means;
    const written = audit(entry).catch((error: unknown) => say(`the audit could not be written: ${String(error)}`));
    await Promise.race([written, sleep(auditWithinMs)]);
  }
}

type FinishedData = Extract<NewEvent, { type: "recovery.finished" }>["data"];
