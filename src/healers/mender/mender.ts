/**
 * The mender's work loop. Each turn takes in what was asked, and begins what is due: scans, attempts, merges. They run beside it, a few at a
 * time and one in each repository; a turn never waits for one, so that a turn that does not come means that the loop is stuck.
 */
import type { DeclaredRepository, NewEvent, RepairTask, StoredEvent } from "#core/model";
import { event, messageOf } from "#core/model/plain";
import { openSource } from "#repair/worktrees";
import { attempt } from "./attempt.ts";
import { hear } from "./hearing.ts";
import { merge } from "./merging.ts";
import { lookAtOne, scan } from "./scanning.ts";
import { settle } from "./settling.ts";
import { KeptState } from "./state.ts";
import { sweep } from "./sweeping.ts";
import type { MenderMeans, MenderState, Parts } from "./types.ts";

export interface Mender {
  readonly state: MenderState;
  /** Takes up what was left. */
  start(): void;
  /** One turn of the work loop, which whoever has the loop calls a few times a second. Never throws, and never takes long. */
  turn(): void;
  /** What is under way is broken off, and tidied up. */
  stop(): Promise<void>;
  /** Settles when it cannot go on: its store failed. */
  readonly failed: Promise<Error>;
}

const worksAtOnce = 2;
const settleEveryMs = 5_000;

export function createMender(means: MenderMeans): Mender {
  return new LoopMender(means);
}

class LoopMender implements Mender {
  readonly state: KeptState;
  readonly failed: Promise<Error>;
  readonly #fail: (error: Error) => void;
  readonly #parts: Parts;
  readonly #means: MenderMeans;
  readonly #ending = new AbortController();
  /** By repository. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** Monotonic: when each repository is due for a scan. */
  readonly #nextScan = new Map<string, number>();
  /** Monotonic: when it is looked again whether people have merged what waits for them. */
  readonly #nextSettling = new Map<string, number>();
  /** Repositories in which a branch has become of no use. */
  readonly #untidy = new Set<string>();
  #dataVersion = -1;

  constructor(means: MenderMeans) {
    this.#means = means;
    this.state = new KeptState(means.reader);
    const failing = Promise.withResolvers<Error>();
    this.failed = failing.promise;
    this.#fail = failing.resolve;
    this.#parts = {
      ...means,
      state: this.state,
      signal: this.#ending.signal,
      record: (events) => this.#record(events),
      durable: () => means.log.durable(),
    };
  }

  start(): void {
    // An attempt that was under way when the last mender ended counts: perhaps it was what ended it.
    for (const { id, state, attempts, maxAttempts } of this.state.tasks.values()) {
      if (state !== "working") continue;
      const reason = "the mender ended in the middle of it";
      const nextAttemptAt = this.#means.platform.clock.now();
      this.#record([
        attempts >= maxAttempts
          ? event("repair.task_failed", { task: id, reason })
          : event("repair.task_deferred", { task: id, reason, nextAttemptAt, counts: true }),
      ]);
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error("the mender is ending"));
    await Promise.all(this.#underWay.values());
    await this.#means.syntax.close();
  }

  #record(events: readonly NewEvent[]): readonly StoredEvent[] {
    const stored = this.#means.log.append(events);
    for (const one of stored) {
      if (one.type === "repair.task_rejected" || one.type === "repair.task_closed")
        this.#untidy.add(this.#repositoryOf(one.data.task));
      this.state.apply(one);
    }
    return stored;
  }

  #repositoryOf(task: string): string {
    return this.state.tasks.get(task)?.repository ?? "";
  }

  turn(): void {
    if (this.#ending.signal.aborted) return;
    try {
      this.#look();
      for (const declared of this.state.declared.values()) this.#begin(declared);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }

  /** At what others have written, if anybody has. */
  #look(): void {
    const version = this.#means.reader.dataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    const before = this.state.declared;
    this.state.look();
    hear(this.#parts, this.state);
    for (const { id, repository } of [...this.state.tasks.values()]) {
      if (this.state.declared.has(repository)) continue;
      this.#record([event("repair.task_closed", { task: id, reason: `${repository} is not looked after any more` })]);
    }
    for (const [id, declared] of this.state.declared)
      if (JSON.stringify(before.get(id)) !== JSON.stringify(declared)) this.#nextScan.delete(id);
  }

  /** The most urgent thing that this repository wants, if there is room. */
  #begin(declared: DeclaredRepository): void {
    const { id } = declared;
    if (this.#underWay.has(id) || this.#underWay.size >= worksAtOnce) return;
    const work = this.#workIn(declared);
    if (work === undefined) return;
    const running = work()
      .catch((error: unknown) => {
        if (this.#means.log.failure() !== undefined)
          this.#fail(error instanceof Error ? error : new Error(messageOf(error)));
        else if (!this.#ending.signal.aborted) this.#means.say(`error: ${id}: ${messageOf(error)}`);
      })
      .then(() => void this.#underWay.delete(id));
    this.#underWay.set(id, running);
  }

  #workIn(declared: DeclaredRepository): (() => Promise<void>) | undefined {
    const { clock } = this.#means.platform;
    const wishes = [...this.state.wishes.values()].filter(({ repository }) => repository === declared.id);
    const one = wishes.find((wish) => wish.file !== null);
    if (one?.file != null) return () => lookAtOne(this.#parts, declared, { ...one, file: one.file ?? "" });
    const task = this.#nextTask(declared);
    const isWanted = wishes.length > 0;
    const isDue = clock.monotonic() >= (this.#nextScan.get(declared.id) ?? 0) && this.#isScannedByItself(declared);
    if (task !== undefined && !(isWanted && task.priority > 1)) return () => this.#work(declared, task);
    if (isWanted || isDue) return () => this.#scan(declared);
    if (this.#untidy.delete(declared.id)) return () => sweep(this.#parts, declared, false);
    if (task === undefined && this.#isToSettle(declared)) return () => this.#settle(declared);
    return task === undefined ? undefined : () => this.#work(declared, task);
  }

  /** Of what heals drift people are shown whether it is in force: it is not waited for a scan. */
  #isToSettle({ id }: DeclaredRepository): boolean {
    if (this.#means.platform.clock.monotonic() < (this.#nextSettling.get(id) ?? 0)) return false;
    return [...this.state.tasks.values()].some(
      ({ repository, order, state }) =>
        repository === id && order !== undefined && (state === "ready" || state === "proposed"),
    );
  }

  async #settle(declared: DeclaredRepository): Promise<void> {
    const { platform, reader } = this.#means;
    this.#nextSettling.set(declared.id, platform.clock.monotonic() + settleEveryMs);
    const known = reader.mending.lastScan(declared.id)?.branch ?? null;
    const source = await openSource(declared, known, { ...platform, signal: this.#ending.signal });
    await settle(this.#parts, declared, source, await source.tip());
  }

  /** At least once, so that it is known what there is to do, and what an earlier mender has left is found. */
  #isScannedByItself({ id, scan: { everyMs } }: DeclaredRepository): boolean {
    return everyMs !== null || !this.#nextScan.has(id);
  }

  #nextTask(declared: DeclaredRepository): RepairTask | undefined {
    if (this.state.isPaused || declared.autonomy === "observe") return undefined;
    const now = this.#means.platform.clock.now();
    const due = [...this.state.tasks.values()].filter(
      ({ repository, state, nextAttemptAt }) =>
        repository === declared.id && (state === "approved" || (state === "waiting" && (nextAttemptAt ?? 0) <= now)),
    );
    const rank = (task: RepairTask) => (task.state === "approved" ? -1 : task.priority);
    return due.sort((a, b) => rank(a) - rank(b) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1))[0];
  }

  #work(declared: DeclaredRepository, task: RepairTask): Promise<void> {
    return task.state === "approved" ? merge(this.#parts, declared, task) : attempt(this.#parts, declared, task);
  }

  async #scan(declared: DeclaredRepository): Promise<void> {
    const { id } = declared;
    const { clock } = this.#means.platform;
    const isFirst = !this.#nextScan.has(id);
    this.#nextScan.set(id, clock.monotonic() + (declared.scan.everyMs ?? Number.POSITIVE_INFINITY));
    const wishes = [...this.state.wishes.values()].filter(({ repository, file }) => repository === id && file === null);
    this.#endLate(id);
    const { trouble } = await scan(this.#parts, declared, wishes);
    if (trouble === null) await sweep(this.#parts, declared, isFirst);
  }

  /** Nobody is asked for ever. */
  #endLate(repository: string): void {
    const now = this.#means.platform.clock.now();
    for (const { id, state, deadlineAt, repository: of } of [...this.state.tasks.values()]) {
      if (of !== repository || now < deadlineAt || state === "failed" || state === "observed" || state === "working")
        continue;
      const reason = state === "proposed" ? "nobody has answered in time" : "it was not mended in time";
      this.#record([event("repair.task_failed", { task: id, reason })]);
    }
  }
}
