/**
 * One thing that is polled, and its states. *Idle* until its slot comes; then a poll is *under way* until it is answered, or
 * until its deadline, whatever the probe does. After the deadline a probe that has been told to stop gets a moment to do so
 * (*ending*), so that two polls do not overlap. Only one that asks the process is not told at once: its question stays open for
 * the length of one more poll, since a late good answer tells that the process is slow and not hung (*listening*).
 */
import { formatDuration, type ProbeAnswer, type Reading } from "#core/model";
import { checkAnswer, failureOf, isGood, looksBad, readingOf, silenceOf } from "./answer.ts";
import { Flight } from "./flight.ts";
import type { Means, Subject, Waiter, Watcher } from "./means.ts";
import { Pace } from "./pace.ts";
import { Timed } from "./schedule.ts";

/** How long a poll that was told to stop may take for it before the next begins all the same. */
const longestEndingMs = 2_000;
/** A request that has no answer by then is worth a look at the process. */
const lookAfterMs = 200;
/** Our own loop stood still: answers may wait in the sockets, and requests may not have gone out. That time is given back, once. */
const ownLag = { noticedMs: 20, longestMs: 1_000 };
const lateMs = 50;
const never = Number.POSITIVE_INFINITY;

export class Source extends Timed {
  readonly subject: Subject;
  /** Since when nothing that was asked has been answered; null: the last question was. */
  unansweredSince: number | null = null;
  watchers: readonly Watcher[] = [];
  readonly #means: Means;
  readonly #memory = new Map<string, unknown>();
  readonly #pace: Pace;
  #wasBad = false;
  #again = false;
  #closed = false;
  #waiters: Waiter[] = [];
  #flight: Flight | null = null;
  #listening: { readonly flight: Flight; readonly until: number } | null = null;
  #ending: { readonly flight: Flight; readonly until: number } | null = null;

  constructor(means: Means, subject: Subject) {
    super();
    this.#means = means;
    this.subject = subject;
    this.#pace = new Pace(means.random);
  }

  attach(watcher: Watcher, now: number): void {
    this.watchers = [...this.watchers, watcher];
    this.#setInterval(now);
    this.#plan();
  }

  /** Returns what is still ending, or undefined. */
  detach(watcher: Watcher): Promise<void> | undefined {
    this.watchers = this.watchers.filter((other) => other !== watcher);
    const now = this.#means.clock.monotonic();
    this.#pace.calm(watcher.target.id, now);
    this.#setInterval(now);
    const left = [...this.#waiters, ...(this.#flight?.waiters ?? [])].filter((waiter) => waiter.watcher === watcher);
    this.#waiters = this.#waiters.filter((waiter) => waiter.watcher !== watcher);
    const ended = this.watchers.length === 0 ? this.#close() : undefined;
    const answer = silenceOf(this.subject.probe, "it is not watched any more");
    const times = { takenAt: this.#means.clock.now(), latencyMs: 0 };
    for (const { resolve } of left) resolve(readingOf(watcher, answer, times));
    this.#plan();
    return ended;
  }

  get inFlight(): boolean {
    return this.#flight !== null;
  }

  isOverdue(now: number): boolean {
    return this.#flight === null && this.#ending === null && this.#pace.slotAt < now - lateMs;
  }

  /** Resolves with the reading of a poll that begins now or later; one that is under way is older than the question. */
  fresh(watcher: Watcher): Promise<Reading> {
    return new Promise((resolve) => {
      this.#waiters.push({ watcher, resolve });
      // Nobody waits for the older one, and a request is cheap to give up: no need to sit out its deadline.
      if (this.subject.probe.asksProcess && this.#flight?.waiters.length === 0) this.#giveUp(this.#flight);
      this.#proceed(this.#means.clock.monotonic());
    });
  }

  /** Polls at once, or right after the poll that is under way. */
  soon(now: number): void {
    this.#again = true;
    this.#proceed(now);
  }

  suspect(target: string, now: number): void {
    if (this.#pace.suspect(target)) this.soon(now);
  }

  calm(target: string, now: number): void {
    this.#pace.calm(target, now);
    this.#plan();
  }

  due(now: number): void {
    const flight = this.#flight;
    if (this.#listening !== null && now >= this.#listening.until) this.#stopListening();
    if (this.#ending !== null && now >= this.#ending.until) this.#ending = null;
    if (flight !== null && now >= flight.deadlineAt) this.#onDeadline(flight, now);
    else if (flight !== null && now >= flight.lookAt) {
      flight.lookAt = now + lookAfterMs;
      for (const { watch } of this.watchers) watch?.look(now);
    }
    this.#proceed(now);
  }

  /** When it may be said that the process is stopped and so does not answer; never, while one of them may. */
  stoppedAt(afterMs: number): number {
    if (this.#flight === null || this.unansweredSince === null) return never;
    let since = this.unansweredSince;
    for (const { watch } of this.watchers) since = Math.max(since, watch?.stoppedSince ?? never);
    return since + afterMs;
  }

  endStopped(now: number): void {
    const flight = this.#flight;
    if (flight === null) return;
    const error = "the process is stopped by a signal (state T)";
    const silence = silenceOf(this.subject.probe, error);
    this.#stopListening();
    flight.abort(error);
    this.#finish(flight, { ...silence, values: { ...silence.values, stopped: true } }, now);
    this.#proceed(now);
  }

  #proceed(now: number): void {
    if (this.#closed) return;
    const wanted = this.#waiters.length > 0 || this.#again || this.#pace.slotAt <= now;
    if (wanted && this.#flight === null && this.#ending === null) this.#start(now);
    this.#plan();
  }

  #plan(): void {
    if (this.#closed) return;
    const flight = this.#flight;
    let at = this.#pace.slotAt;
    if (flight !== null) at = Math.min(flight.deadlineAt, flight.lookAt);
    else if (this.#ending !== null) at = this.#ending.until;
    if (this.#listening !== null) at = Math.min(at, this.#listening.until);
    this.#means.schedule.set(this, at);
  }

  #start(now: number): void {
    const { probe, deadlineMs } = this.subject;
    const [first] = this.watchers;
    if (first === undefined) return;
    this.#countLag(now);
    const flight = new Flight(now, this.#means.clock.now(), deadlineMs, this.#waiters);
    this.#waiters = [];
    this.#again = false;
    this.#flight = flight;
    this.#pace.onStart(now);
    this.unansweredSince ??= now;
    if (probe.asksProcess) this.#watchFor(flight, now);
    flight.ended = this.#ask(first, flight).then(
      (answer) => this.#onEnd(flight, checkAnswer(probe, answer)),
      (error) => this.#onEnd(flight, failureOf(probe, error)),
    );
  }

  /** Async, so that a probe that throws at once is no different from one that rejects. */
  async #ask(watcher: Watcher, flight: Flight): Promise<ProbeAnswer> {
    const { clock, files, processes, network, sqlite, services, pipelines, beats } = this.#means;
    const { probe, options, deadlineMs } = this.subject;
    const { signal } = flight.controller;
    return probe.poll(watcher.target, options, {
      signal,
      deadlineMs,
      clock,
      files,
      processes,
      network,
      sqlite,
      services,
      pipelines,
      beats,
      memory: this.#memory,
    });
  }

  #watchFor(flight: Flight, now: number): void {
    for (const { watch } of this.watchers) {
      if (watch === null) continue;
      flight.lookAt = now + lookAfterMs;
      watch.onQuestion(now);
    }
  }

  #onEnd(flight: Flight, answer: ProbeAnswer): void {
    flight.settled = true;
    const now = this.#means.clock.monotonic();
    if (flight === this.#flight) {
      this.#finish(flight, answer, now);
    } else if (flight === this.#listening?.flight) {
      this.#listening = null;
      if (isGood(answer)) this.#onLateAnswer(flight, answer, now);
    } else if (flight === this.#ending?.flight) {
      this.#ending = null;
    }
    this.#proceed(now);
  }

  #onDeadline(flight: Flight, now: number): void {
    const lagMs = now - flight.deadlineAt;
    if (!flight.postponed && lagMs > ownLag.noticedMs) {
      flight.postponed = true;
      flight.deadlineAt = now + Math.min(lagMs, ownLag.longestMs);
      return;
    }
    const error = `no answer within ${formatDuration(this.subject.deadlineMs)}`;
    if (this.subject.probe.asksProcess) {
      this.#stopListening();
      this.#listening = { flight, until: now + this.subject.deadlineMs };
    } else {
      this.#end(flight, now, error);
    }
    this.#finish(flight, silenceOf(this.subject.probe, error), now);
  }

  #finish(flight: Flight, answer: ProbeAnswer, now: number): void {
    this.#flight = null;
    this.#means.counts.polls++;
    if (answer.available) {
      this.unansweredSince = null;
      this.#stopListening();
    } else {
      this.#means.counts.unanswered++;
    }
    const bad = looksBad(answer);
    this.#pace.onEnd(now, bad && !this.#wasBad);
    this.#wasBad = bad;
    // Everything is in order before anybody hears of it: they may ask for the next poll right away.
    this.#tell(answer, { takenAt: flight.takenAt, latencyMs: since(flight.startedAt, now) }, flight.waiters);
  }

  #onLateAnswer(flight: Flight, answer: ProbeAnswer, now: number): void {
    this.unansweredSince = this.#flight?.startedAt ?? null;
    const values = { ...answer.values, slow: true };
    const times = { takenAt: this.#means.clock.now(), latencyMs: since(flight.startedAt, now) };
    this.#tell({ ...answer, values }, times, []);
  }

  #tell(answer: ProbeAnswer, times: { takenAt: number; latencyMs: number }, waiters: readonly Waiter[]): void {
    for (const watcher of this.watchers) {
      const reading = readingOf(watcher, answer, times);
      watcher.watch?.onReading(watcher.declaration.kind, reading);
      this.#means.emit(reading);
      for (const waiter of waiters) if (waiter.watcher === watcher) waiter.resolve(reading);
    }
  }

  #setInterval(now: number): void {
    this.#pace.setInterval(Math.min(...this.watchers.map(({ declaration }) => declaration.everyMs)), now);
  }

  #countLag(now: number): void {
    const { counts } = this.#means;
    const lagMs = now - this.#pace.slotAt;
    if (!(lagMs > 0)) return;
    counts.longestLagMs = Math.max(counts.longestLagMs, lagMs);
    if (lagMs > lateMs) counts.late++;
  }

  #giveUp(flight: Flight): void {
    this.#flight = null;
    flight.abort("a newer poll takes its place");
  }

  #end(flight: Flight, now: number, reason: string): void {
    this.#ending = { flight, until: now + longestEndingMs };
    flight.abort(reason);
  }

  #stopListening(): void {
    this.#listening?.flight.abort("no answer came late either");
    this.#listening = null;
  }

  #close(): Promise<void> | undefined {
    this.#closed = true;
    this.#means.schedule.remove(this);
    const flight = this.#flight ?? this.#ending?.flight;
    this.#flight = null;
    this.#stopListening();
    flight?.abort("it is not watched any more");
    return flight?.ended;
  }
}

function since(startedAt: number, now: number): number {
  return Math.round((now - startedAt) * 100) / 100;
}
