/**
 * The repair of one incident: run the admitted plan, prove that it helped, else the next strategy; then verify by the original
 * probe. `Repair` holds the flow; what is decided from the journal alone stands in resume.ts.
 */
import {
  type ApprovedPlan,
  event,
  type Incident,
  messageOf,
  type NewEvent,
  type Outcome,
  type Plan,
  type Proof,
  type RegisteredRunbook,
  type Strategy,
  type Target,
} from "#core/model";
import type { ExecuteOptions } from "#loop/act";
import { move } from "#loop/incident";
import { recordOutcome } from "#loop/learn";
import { nextStrategy, objectionTo, reflectOn, sayPassedOver } from "#loop/reason";
import { examine, prove } from "#loop/verify";
import { answeredByAnother } from "./answered-by-another.ts";
import { endByItself } from "./ending.ts";
import { factsOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import { planFor, runbookFor } from "./planning.ts";
import { type Recheck, recheck } from "./recheck.ts";
import { awaitSenders, glanceAtSenders } from "./senders.ts";
import { examinationOf, situationOf } from "./situation.ts";
import type { Telling } from "./telling.ts";
import { firingOf, freshReadings } from "./told.ts";

/** The original probe runs again within this time (HOST-10). */
const verifyWithinMs = 30_000;
/** Between two strategies: how long an answer is waited for. */
const lookBetweenMs = 10_000;
const lookAgainEveryMs = 1_000;

export class Repair {
  readonly id: string;
  readonly target: Target;
  readonly parts: Parts;
  readonly #telling: Telling;

  constructor(parts: Parts, telling: Telling, incident: Pick<Incident, "id">, target: Target) {
    this.parts = parts;
    this.#telling = telling;
    this.id = incident.id;
    this.target = target;
  }

  /** Runs the plan and sees it through to resolved or remediation_failed. */
  async attempt(approved: ApprovedPlan, from?: ExecuteOptions["from"]): Promise<void> {
    const { plan } = approved;
    const options = { target: this.target, signal: this.parts.ending, ...(from === undefined ? {} : { from }) };
    const execution = await this.parts.executor.execute(approved, options);
    if (this.isOver()) return;
    if (execution.end === "failed") return this.failed(plan, "failed", execution.reason, null);
    await this.judgeEffect(plan);
  }

  /** All steps ran: did it help? */
  async judgeEffect(plan: Plan): Promise<void> {
    const repairs = this.#strategyOf(plan)?.repairs !== false;
    const proof = await this.proveNow(plan, repairs ? this.#verifyWithinMs(plan) : 0);
    if (this.isOver()) return;
    this.#record(event("incident.proved", { incident: this.id, plan: plan.id, phase: "strategy", proof }));
    if (proof.good) {
      this.#record(
        move(this.incident, "verifying", `${plan.runbook} (${plan.strategy}) did its steps and ${proof.reason}`),
      );
      return this.verify(plan);
    }
    if (!repairs) return this.giveUpOn(plan, "not_recovered", "what could be done without you is done", proof);
    await this.parts.executor.undo(plan, this.target, plan.steps);
    return this.failed(plan, "not_recovered", proof.reason, proof);
  }

  /** The last word: a fresh reading of the original probe, after everything. */
  async verify(plan: Plan): Promise<void> {
    const examination = examinationOf(this.parts, this.incident, this.target, plan.validate);
    const readings = await freshReadings(this.parts, this.incident, this.target);
    const proof = examine(examination, readings, this.parts.platform.clock.now());
    if (this.isOver()) return;
    this.#record(event("incident.proved", { incident: this.id, plan: plan.id, phase: "recovery", proof }));
    if (!proof.good) return this.giveUpOn(plan, "not_recovered", `it did not hold: ${proof.reason}`, proof);
    this.#recordEnd(plan, "recovered", proof);
    // Where the plan had failed and the trouble ended all the same, there is no repair to tell of.
    if (this.incident.outcome?.result === "recovered") this.#telling.recovered(this.incident);
    this.resolve(proof.reason);
  }

  /** A human runs a plan on an incident that is in human hands: it ends only if the original probe says so. */
  async attemptEscalated(approved: ApprovedPlan): Promise<void> {
    const { plan } = approved;
    const { value: execution, ended } = await this.parts.atHand.during(this.id, () =>
      this.parts.executor.execute(approved, { target: this.target, signal: this.parts.ending }),
    );
    if (this.isOver()) return;
    if (execution.end === "failed") {
      this.#recordEnd(plan, "failed", null);
      this.#record(this.#planFailed(plan, execution.reason));
      if (ended !== null) await this.#endIfGone(ended);
      return;
    }
    const proof = await this.proveNow(plan, this.#strategyOf(plan)?.repairs === false ? 0 : verifyWithinMs);
    if (this.isOver()) return;
    this.#record(event("incident.proved", { incident: this.id, plan: plan.id, phase: "recovery", proof }));
    this.#recordEnd(plan, proof.good ? "recovered" : "not_recovered", proof);
    if (proof.good) return this.resolve(proof.reason);
    this.#record(this.#planFailed(plan, proof.reason));
    if (ended !== null) await this.#endIfGone(ended);
  }

  /** What would have ended during the steps, had nobody been at work on it. */
  async #endIfGone(reason: string): Promise<void> {
    const { condition } = await recheck(this.parts, this.incident, this.target);
    if (condition === "gone" && !this.isOver()) endByItself(this.parts, this.incident, reason);
  }

  /**
   * This strategy did not do it: the next one, if there is one and it may run by itself, else a human. Failing and undoing take their
   * time, in which the trouble may have ended by itself; nothing more is done to what is well again (HOST-09).
   */
  async tryNext(plan: Plan, reason: string): Promise<void> {
    const { condition, report } = await this.#lookBetween();
    if (this.isOver()) return;
    this.#record(event("incident.rechecked", { incident: this.id, stillThere: condition === "there", ...report }));
    if (condition === "gone") {
      this.#record(move(this.incident, "verifying", `${reason}; all the same ${report.reason}`));
      return this.verify(plan);
    }
    if (condition === "unknown")
      return this.#record(
        move(this.incident, "remediation_failed", `${reason}; whether it still is cannot be told: ${report.reason}`),
      );
    const next = this.#next(plan);
    if ("approved" in next) return this.attempt(next.approved);
    this.#record(move(this.incident, "remediation_failed", `${reason}; ${next.why}`));
  }

  giveUpOn(plan: Plan, result: Outcome["result"], reason: string, proof: Proof | null): void {
    const ends = [...this.#endOf(plan, result, proof), this.#planFailed(plan, reason)];
    this.parts.record([...ends, move(this.incident, "remediation_failed", reason)]);
  }

  /** As one: an engine that dies must not leave an end behind without its failure, or it would be tried once more. */
  async failed(plan: Plan, result: Outcome["result"], reason: string, proof: Proof | null): Promise<void> {
    this.parts.record([...this.#endOf(plan, result, proof), this.#planFailed(plan, reason)]);
    await this.tryNext(plan, reason);
  }

  /** First by what can be looked at; then by the word of those who told of it from outside, for which can only be waited. */
  async proveNow(plan: Plan, withinMs: number): Promise<Proof> {
    const proof = await this.#proveByProbes(plan, withinMs);
    // One in human hands may have ended by itself meanwhile.
    if (!proof.good || this.isOver() || firingOf(this.parts, this.incident).length === 0) return proof;
    if (withinMs < verifyWithinMs) await glanceAtSenders(this.parts, this.incident, withinMs);
    else await awaitSenders(this.parts, this.incident, plan, withinMs);
    if (this.isOver()) return proof;
    // Made before the readings are taken: it may end by itself while they are.
    const examination = examinationOf(this.parts, this.incident, this.target, plan.validate);
    const readings = await freshReadings(this.parts, this.incident, this.target);
    return examine(examination, readings, this.parts.platform.clock.now());
  }

  #proveByProbes(plan: Plan, withinMs: number): Promise<Proof> {
    const { incident } = this;
    const examination = examinationOf(this.parts, incident, this.target, plan.validate, { withoutSenders: true });
    return prove(examination, {
      clock: this.parts.platform.clock,
      probe: () => freshReadings(this.parts, incident, this.target),
      deadlineMs: withinMs,
      signal: this.parts.stopping,
      // One in human hands may end by itself meanwhile; then there is nothing left to prove.
      hopeless: () => (this.isOver() ? "the incident is over" : this.#endedAgain(plan)),
      doubt: () => answeredByAnother(this.parts, this.target),
    });
  }

  resolve(reason: string): void {
    const { incident } = this;
    this.#record(move(incident, "resolved", reason));
    this.parts.detector().settle(incident.type, incident.target);
    this.parts.sensing.calm(incident.target);
  }

  #recordEnd(plan: Plan, result: Outcome["result"], proof: Proof | null): void {
    this.parts.record(this.#endOf(plan, result, proof));
  }

  /** What the attempt came to; nothing when nothing ran, or when it is known already. */
  #endOf(plan: Plan, result: Outcome["result"], proof: Proof | null): readonly NewEvent[] {
    const { incident, target } = this;
    const first = incident.steps.find((step) => step.plan === plan.id);
    if (first === undefined || incident.outcome?.plan === plan.id) return [];
    const endedAt = this.parts.platform.clock.now();
    const repairs = this.#strategyOf(plan)?.repairs !== false;
    const { startedAt } = first;
    const outcome = recordOutcome({ incident, target, plan, startedAt, endedAt, result, proof, repairs });
    return [event("outcome.recorded", { outcome })];
  }

  get incident(): Incident {
    const incident = this.parts.state.incident(this.id);
    if (incident === undefined) throw new Error(`incident ${this.id} ended while it was being repaired`);
    return incident;
  }

  /** Dismissed by a human in the meantime, or the engine is stopping: nothing more is decided. */
  isOver(): boolean {
    return this.parts.state.incident(this.id) === undefined || this.parts.stopping.aborted;
  }

  /** A slow starter gets its own grace; a strategy that only informs does not keep the target from the next repair. */
  #verifyWithinMs({ runbook, strategy }: Plan): number {
    const { strategies = [] } = this.parts.registry().find(runbook)?.runbook ?? {};
    const own = strategies.find(({ name }) => name === strategy)?.verifyWithin;
    return own === undefined ? Math.max(verifyWithinMs, this.target.startupGraceMs) : Math.min(own, verifyWithinMs);
  }

  /** No answer is asked for again, for a while. */
  async #lookBetween(): Promise<Recheck> {
    const { clock } = this.parts.platform;
    const until = clock.monotonic() + lookBetweenMs;
    const { incident } = this;
    for (;;) {
      const seen = await recheck(this.parts, incident, this.target);
      if (seen.condition !== "unknown" || clock.monotonic() >= until || this.isOver()) return seen;
      await clock.sleep(lookAgainEveryMs, this.parts.stopping).catch(() => undefined);
    }
  }

  #next(plan: Plan): { readonly approved: ApprovedPlan } | { readonly why: string } {
    const { parts, target } = this;
    const registered = runbookFor(parts, this.incident, plan.runbook);
    if (registered === undefined) return { why: `${plan.runbook} is no longer there` };
    const { attempts, domain } = this.incident;
    // What else that runbook could do was never thought to fit.
    if (domain === "complex") return { why: "it was tried as a hypothesis, and nothing else of it is" };
    if (attempts >= (registered.runbook.escalate.afterAttempts ?? Number.POSITIVE_INFINITY))
      return { why: `${attempts} attempts made` };
    for (;;) {
      const { incident } = this;
      const objection = (one: Strategy) => objectionTo(incident, registered, one, parts.actionCatalog);
      const situation = situationOf(parts, incident, target);
      const choice = nextStrategy(registered.runbook, incident.triedStrategies, situation, objection);
      if (choice.strategy === undefined)
        return { why: ["no strategy is left", ...choice.passedOver.map(sayPassedOver)].join("; ") };
      const judged = this.#judge(registered, choice.strategy);
      if (judged !== "again") return judged;
    }
  }

  /** "again": the Guardian refused it for good, and another may do. */
  #judge(registered: RegisteredRunbook, strategy: Strategy) {
    const { parts, target } = this;
    const next = planFor(parts, this.incident, target, registered, strategy);
    if (next instanceof Error) return { why: messageOf(next) };
    const admission = parts.guard().admit(next, factsOf(parts, { incident: this.incident, target, registered }));
    const verdict = "refused" in admission ? admission.refused : admission.approved.verdict;
    this.#record(event("plan.judged", { incident: this.id, verdict }));
    if ("approved" in admission) return admission;
    if (verdict.decision === "reject" && verdict.retryAt === undefined) {
      const reflection = reflectOn(this.incident, next, verdict, this.incident.entropy ?? 0);
      if (reflection.reflected !== undefined) this.#record(event("plan.reflected", reflection.reflected));
      if (reflection.kind === "again") return "again" as const;
    }
    const notes = verdict.notes.filter((note) => note.severity !== "inform").map((note) => note.message);
    return { why: `the next strategy (${strategy.name}) may not run: ${notes.join("; ")}` };
  }

  #strategyOf({ runbook, strategy }: Plan) {
    return this.parts
      .registry()
      .find(runbook)
      ?.runbook.strategies.find(({ name }) => name === strategy);
  }

  #planFailed(plan: Plan, reason: string) {
    return event("plan.failed", { incident: this.id, plan: plan.id, strategy: plan.strategy, reason });
  }

  /** A service of Chiron's own that is gone again will not come back by waiting. */
  #endedAgain(plan: Plan): string | undefined {
    const { id, supervisor } = this.target;
    if (supervisor?.kind !== "direct" || !plan.steps.some((step) => step.restartsOwnService)) return undefined;
    return this.parts.services.look(id).state === "gone" ? `${id} ended again right after its start` : undefined;
  }

  #record(happened: Parameters<Parts["record"]>[0][number]): void {
    this.parts.record([happened]);
  }
}
