/**
 * The fold of all that was checked and decided into patterns and scores. It asks for no time and draws no lots: the same told in the same
 * order gives the same, so that it can be built again from the log. The time is the latest that it was told.
 */
import { ChironError } from "#core/model";
import { afterDecision, type DriftDecision } from "./deciding.ts";
import { type Gate, letGo, newGate, noteOutput, type Step } from "./gate.ts";
import { type ScoreAt, withScore } from "./history.ts";
import { keep, type LetGo } from "./limits.ts";
import { type CheckedOutput, hasFailed, isCritical, type Pattern } from "./pattern.ts";
import { scoreOf, type Weighed } from "./score.ts";
import { forgetPattern, noteInSession, type Session, type Sessions, touchSession } from "./sessions.ts";
import { type PatternView, viewOf } from "./view.ts";
import { countAt } from "./window.ts";

/** What one piece of news changed; patterns by their ids. */
export interface DriftChange {
  /** New, or there again. */
  readonly opened: readonly string[];
  readonly becameCritical: readonly string[];
  /** Enough real outputs passed. */
  readonly closed: readonly string[];
  /** Seen again after their healing: it did not work, and a human is to be told. */
  readonly healingFailed: readonly string[];
  /** Overall. */
  readonly score: { readonly previous: number; readonly current: number };
}

/** Of one gate, of one session, or overall. */
export type Scope = { readonly gate: string } | { readonly session: string } | "overall";

const agingMs = 60_000;
const noChange = { opened: [], becameCritical: [], closed: [], healingFailed: [] } as const;

export class Drift {
  readonly #gates = new Map<string, Gate>();
  /** By the pattern's id. */
  readonly #places = new Map<string, { readonly gate: Gate; readonly key: string }>();
  readonly #sessions: Sessions = new Map();
  /** When each was changed last; null: not since it is known. */
  readonly #contracts = new Map<string, number | null>();
  #goneWithGates: LetGo = { patterns: 0, violations: 0 };
  #history: readonly ScoreAt[] = [];
  #now = Number.NEGATIVE_INFINITY;
  #score = 100;
  #scoredAt = Number.NEGATIVE_INFINITY;

  /** An output that was checked. Of those that were valid, several alike may be told at once. */
  check(output: CheckedOutput): DriftChange {
    this.#now = Math.max(this.#now, output.at);
    const gate = this.#gate(output.gate);
    const session = output.session === null ? undefined : touchSession(this.#sessions, output.session);
    const steps = noteOutput(gate, output, this.#now);
    for (const step of steps) this.#follow(gate, step, session, output.at);
    for (const { id } of letGo(gate, this.#now)) this.#forget(id);
    const ids = (which: (step: Step) => boolean) => steps.filter(which).map(({ after }) => after.id);
    return {
      opened: ids(isOpening),
      becameCritical: ids((step) => isBecomingCritical(step, this.#now)),
      closed: ids(isClosing),
      healingFailed: ids((step) => isViolation(step) && step.before !== undefined && hasFailed(step.before, output.at)),
      score: this.#recordedIfNew([gate], session, steps),
    };
  }

  /** The text of a contract is another one since `at`. The first that is told of is no change: before it there was none. */
  contractChanged(contract: string, at: number): void {
    this.#now = Math.max(this.#now, at);
    this.#contracts.set(contract, this.#contracts.has(contract) ? at : null);
  }

  /**
   * What a human, or the chain that a human started, made of a pattern.
   * Throws ChironError: "not_found" for a pattern that nobody knows, "conflict" for what its state does not allow.
   */
  decide(id: string, decision: DriftDecision): DriftChange {
    const place = this.#places.get(id);
    const pattern = place?.gate.patterns.get(place.key);
    if (place === undefined || pattern === undefined) throw new ChironError("not_found", `there is no pattern ${id}`);
    place.gate.patterns.set(place.key, afterDecision(pattern, decision));
    this.#now = Math.max(this.#now, decision.at);
    return { ...noChange, score: this.#recorded([place.gate], undefined) };
  }

  /** Time has passed: what is older than a day weighs no more. */
  advance(now: number): DriftChange {
    this.#now = Math.max(this.#now, now);
    return { ...noChange, score: this.#recorded(this.#gates.values(), undefined) };
  }

  /** By gate, and in it by first violation. */
  patterns(): readonly PatternView[] {
    return [...this.#gates.values()].flatMap((gate) => [...gate.patterns.values()].map((one) => this.#view(gate, one)));
  }

  /** Much cheaper than a look at it. */
  has(id: string): boolean {
    return this.#places.has(id);
  }

  pattern(id: string): PatternView | undefined {
    const place = this.#places.get(id);
    const pattern = place?.gate.patterns.get(place.key);
    return place && pattern && this.#view(place.gate, pattern);
  }

  /** 100 for a gate or a session of which nothing bad is known. */
  score(scope: Scope): number {
    return this.#scoreOf(scope, isCounting);
  }

  /** What it will be if real outputs pass as the recorded ones did when the changes were replayed (CONTRACT-11). */
  scoreByReplay(scope: Scope): number {
    return this.#scoreOf(scope, (pattern) => isCounting(pattern) && !isApplied(pattern));
  }

  #scoreOf(scope: Scope, which: (pattern: Pattern) => boolean): number {
    if (scope === "overall") return scoreOf([...this.#gates.values()].flatMap((gate) => this.#weighed(gate, which)));
    if ("gate" in scope) {
      const gate = this.#gates.get(scope.gate);
      return gate === undefined ? 100 : scoreOf(this.#weighed(gate, which));
    }
    const session = this.#sessions.get(scope.session);
    return session === undefined ? 100 : scoreOf(this.#weighedIn(session, which));
  }

  /** Oldest first. */
  history(scope: Scope): readonly ScoreAt[] {
    if (scope === "overall") return this.#history;
    return ("gate" in scope ? this.#gates.get(scope.gate) : this.#sessions.get(scope.session))?.history ?? [];
  }

  gates(): readonly string[] {
    return [...this.#gates.keys()];
  }

  /** Newest last. */
  sessions(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  /** What was let go to keep the memory bounded. */
  letGo(): LetGo {
    const all = [this.#goneWithGates, ...[...this.#gates.values()].map((gate) => gate.letGo)];
    const sum = (of: keyof LetGo) => all.reduce((total, one) => total + one[of], 0);
    return { patterns: sum("patterns"), violations: sum("violations") };
  }

  #gate(id: string): Gate {
    const known = this.#gates.get(id);
    if (known) return known;
    if (this.#gates.size >= keep.gates) this.#forgetGate();
    const gate = newGate();
    this.#gates.set(id, gate);
    return gate;
  }

  /** The one that nothing came through for longest, and that no human decided anything about. */
  #forgetGate(): void {
    const isDecided = ({ patterns }: Gate) =>
      [...patterns.values()].some(({ decision }) => decision.state === "ignored" || decision.state === "healing");
    const [oldest] = [...this.#gates]
      .filter(([, gate]) => !isDecided(gate))
      .sort(([, a], [, b]) => a.lastAt - b.lastAt);
    if (oldest === undefined) return;
    const [id, { patterns, letGo: before }] = oldest;
    this.#gates.delete(id);
    for (const pattern of patterns.values()) this.#forget(pattern.id);
    this.#goneWithGates = {
      patterns: this.#goneWithGates.patterns + before.patterns + patterns.size,
      violations: [...patterns.values()].reduce(
        (sum, { total }) => sum + total,
        this.#goneWithGates.violations + before.violations,
      ),
    };
  }

  #follow(gate: Gate, step: Step, session: Session | undefined, at: number): void {
    const { key, after } = step;
    if (step.before === undefined) this.#places.set(after.id, { gate, key });
    if (isClosing(step)) forgetPattern(this.#sessions, after.id);
    if (isViolation(step) && session) noteInSession(session, after.id, at, this.#now);
  }

  #forget(pattern: string): void {
    this.#places.delete(pattern);
    forgetPattern(this.#sessions, pattern);
  }

  #weighed(gate: Gate, which = isCounting): readonly Weighed[] {
    return [...gate.patterns.values()].filter(which).map(({ status, occurrences }) => ({
      status,
      count: countAt(occurrences, this.#now),
    }));
  }

  /** By the session's own share of the patterns. */
  #weighedIn(session: Session, which = isCounting): readonly Weighed[] {
    return [...session.occurrences].flatMap(([id, occurrences]) => {
      const place = this.#places.get(id);
      const pattern = place?.gate.patterns.get(place.key);
      return pattern && which(pattern) ? [{ status: pattern.status, count: countAt(occurrences, this.#now) }] : [];
    });
  }

  /** What passes changes no score until it closes a pattern: then only time does, and that is looked at now and then. */
  #recordedIfNew(gates: readonly Gate[], session: Session | undefined, steps: readonly Step[]): DriftChange["score"] {
    const isNew = steps.some((step) => isViolation(step) || isClosing(step));
    if (isNew || this.#now - this.#scoredAt >= agingMs) return this.#recorded(gates, session);
    return { previous: this.#score, current: this.#score };
  }

  #recorded(gates: Iterable<Gate>, session: Session | undefined): DriftChange["score"] {
    const previous = this.#score;
    this.#scoredAt = this.#now;
    this.#score = this.score("overall");
    this.#history = withScore(this.#history, this.#now, this.#score, keep.history);
    for (const gate of gates)
      gate.history = withScore(gate.history, this.#now, scoreOf(this.#weighed(gate)), keep.historyPerGate);
    if (session) {
      const own = scoreOf(this.#weighedIn(session));
      session.history = withScore(session.history, this.#now, own, keep.historyPerSession);
    }
    return { previous, current: this.#score };
  }

  #view(gate: Gate, pattern: Pattern): PatternView {
    const others = [...gate.patterns.values()].filter((one) => one !== pattern && one.decision.state !== "closed");
    return viewOf(pattern, this.#now, { others, contractChangedAt: this.#contracts.get(pattern.contract) ?? null });
  }
}

function isViolation({ before, after }: Step): boolean {
  return after.total > (before?.total ?? 0);
}

function isOpening(step: Step): boolean {
  return isViolation(step) && (step.before === undefined || step.before.decision.state === "closed");
}

function isBecomingCritical({ before, after }: Step, now: number): boolean {
  const wasCritical = before !== undefined && before.decision.state !== "closed" && isCritical(before, now);
  return !wasCritical && isCritical(after, now);
}

function isClosing({ before, after }: Step): boolean {
  return after.decision.state === "closed" && before?.decision.state !== "closed";
}

/** Ignored ones are silenced; those that are being healed count until real outputs pass. */
function isCounting({ decision }: Pattern): boolean {
  return decision.state === "open" || decision.state === "healing";
}

function isApplied({ decision }: Pattern): boolean {
  return decision.state === "healing" && decision.appliedAt !== null;
}
