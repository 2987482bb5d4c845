/**
 * Looks at the process of one target every second, which costs one small read of /proc. When something has changed, the
 * target is polled at once, so that nobody waits for an interval to learn that a process has gone.
 *
 * A process in state T was stopped by a signal and cannot answer. That is told early, though never from slowness alone: it is
 * seen stopped all the while, in looks at most 100 ms apart, for at least 300 ms, while a question to it stays without an answer, and nothing
 * that it has started runs, for a worker could still answer in its place.
 */
import type { ProcessIdentity, Reading, ServiceState, Target } from "#core/model";
import type { Means } from "./means.ts";
import { Timed } from "./schedule.ts";
import type { Source } from "./source.ts";
import { everythingStopped } from "./stopped-tree.ts";

const everyMs = 1_000;
const closeMs = 100;
const stoppedForMs = 300;
/** To a process that is known to be stopped, an answer that comes at all comes by then. */
const answerMs = 25;

type State = ServiceState["state"] | "unknown";

export class ProcessWatch extends Timed {
  /** Monotonic; null while it is not seen stopped. */
  stoppedSince: number | null = null;
  readonly #means: Means;
  readonly #target: string;
  readonly #supervised: boolean;
  #sources: readonly Source[] = [];
  #processSources: readonly Source[] = [];
  #process: ProcessIdentity | null = null;
  #state: State = "unknown";
  #confirming = false;

  constructor(means: Means, target: Target) {
    super();
    this.#means = means;
    this.#target = target.id;
    this.#supervised = target.supervisor !== undefined;
    if (this.#supervised) means.schedule.set(this, means.clock.monotonic() + means.random.next() * everyMs);
  }

  fits(target: Target): boolean {
    return this.#supervised === (target.supervisor !== undefined);
  }

  /** `processSources` are told of what is new about the process; of what concerns its service, all. */
  observe(sources: readonly Source[], processSources: readonly Source[]): void {
    this.#sources = sources;
    this.#processSources = processSources.length > 0 ? processSources : sources;
  }

  due(now: number): void {
    this.look(now);
  }

  /** An outside event: whatever is known of the process is old. */
  notify(now: number): void {
    if (!this.look(now)) for (const source of this.#processSources) source.soon(now);
  }

  /** A process that no supervisor knows is learnt from the readings of its probe. */
  onReading(kind: string, { available, values }: Reading): void {
    if (kind !== "process" || this.#supervised || !available) return;
    const { running, pid } = values;
    if (running !== true || typeof pid !== "number") {
      this.#forget();
      return;
    }
    if (this.#process?.pid === pid && this.#state !== "gone") return;
    const look = this.#means.processes.look(pid);
    if (!look.exists) return;
    this.#process = look.identity;
    this.#state = "running";
    this.stoppedSince = null;
    this.look(this.#means.clock.monotonic());
  }

  /** A poll that asks the process has begun. */
  onQuestion(now: number): void {
    if (this.stoppedSince !== null) this.#means.schedule.set(this, Math.min(this.dueAt, now + answerMs));
  }

  /** Returns whether it had polled the process for what it saw. */
  look(now: number): boolean {
    const before = this.#state;
    const process = this.#process;
    this.#state = this.#see();
    const other = process !== null && this.#process?.startTicks !== process.startTicks;
    const stopped = this.#state === "stopped_by_signal";
    const newlyStopped = stopped && (this.stoppedSince === null || other);
    if (!stopped) this.stoppedSince = null;
    else if (newlyStopped) this.stoppedSince = now;
    this.#plan(now);
    if (newlyStopped) {
      for (const source of this.#sources) source.soon(now);
      return true;
    }
    if (before === "unknown" || (before === this.#state && !other)) return false;
    for (const source of this.#processSources) source.soon(now);
    return true;
  }

  #see(): State {
    const { services, processes } = this.#means;
    if (this.#supervised) {
      const service = services.look(this.#target);
      this.#process = service.process;
      return service.state;
    }
    if (this.#process === null) return "unknown";
    const look = processes.look(this.#process.pid);
    if (!look.exists || look.identity.startTicks !== this.#process.startTicks) return "gone";
    if (look.state === "Z") return "zombie";
    return look.state === "T" ? "stopped_by_signal" : "running";
  }

  /** While it is stopped and asked, it is looked at closely; each open question is ended as soon as it may be. */
  #plan(now: number): void {
    let at = this.#supervised || this.#process !== null ? now + everyMs : Number.POSITIVE_INFINITY;
    const ready: Source[] = [];
    for (const source of this.stoppedSince === null ? [] : this.#sources) {
      if (!source.subject.probe.asksProcess || !source.inFlight) continue;
      const endAt = source.stoppedAt(stoppedForMs);
      if (endAt <= now) ready.push(source);
      at = Math.min(at, now + closeMs, endAt > now ? endAt : at);
    }
    this.#means.schedule.set(this, at);
    if (ready.length > 0) this.#confirm(ready);
  }

  #confirm(sources: readonly Source[]): void {
    const process = this.#process;
    if (this.#confirming || process === null) return;
    this.#confirming = true;
    const done = (stopped: boolean): void => {
      this.#confirming = false;
      const now = this.#means.clock.monotonic();
      if (!stopped || this.stoppedSince === null) return;
      // Meanwhile it may have answered, and been asked again.
      for (const source of sources) if (source.stoppedAt(stoppedForMs) <= now) source.endStopped(now);
    };
    everythingStopped(process, this.#means).then(done, () => done(false));
  }

  #forget(): void {
    this.#process = null;
    this.#state = "unknown";
    this.stoppedSince = null;
    this.#means.schedule.remove(this);
  }
}
