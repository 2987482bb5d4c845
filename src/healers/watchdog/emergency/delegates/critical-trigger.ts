/** The delegate that keeps critical targets alive while both healers are down: it sees that one is gone, asks the parliament, and has it started. */
import type { NewEvent } from "#core/model";
import { type CriticalTarget, type CriticalTargets, isDown, readCritical } from "#healers/mutual/critical";
import type { Ledger } from "#healers/mutual/grants";
import type { Starter } from "../../starting/index.ts";
import type { Gate } from "../gate.ts";
import type { EmergencyMeans } from "../means.ts";
import type { Parliament } from "./parliament.ts";

export const triggerName = "delegate:critical-trigger";

export interface TriggerMeans extends Pick<EmergencyMeans, "folder" | "limits" | "now" | "say" | "sleep"> {
  readonly ledger: Ledger;
  readonly parliament: Parliament;
  readonly gate: Gate;
  readonly starter: Starter;
  readonly note: (entry: NewEvent) => void;
}

export class CriticalTrigger {
  readonly #means: TriggerMeans;
  readonly #critical: CriticalTargets | undefined;
  /** As it is now, where it was started here. */
  readonly #now = new Map<string, CriticalTarget>();
  readonly #tries = new Map<string, number>();
  /** What was refused is said once, and not every second. */
  readonly #refused = new Map<string, string>();

  constructor(means: TriggerMeans) {
    this.#means = means;
    this.#critical = readCritical(means.folder);
  }

  /** All that are there, once. */
  async round(signal: AbortSignal): Promise<void> {
    const critical = this.#critical;
    if (critical === undefined || signal.aborted) return;
    const down = critical.targets.map((target) => this.#now.get(target.target) ?? target).filter(isDown);
    for (const target of down) {
      if (signal.aborted) return;
      await this.#means.gate.trigger(() => this.#bringBack(critical, target));
    }
  }

  /** Until the signal says that a healer is there again, or that the time is over. */
  async watch(signal: AbortSignal): Promise<void> {
    const { ledger, sleep, limits } = this.#means;
    if (this.#critical === undefined || this.#critical.targets.length === 0) return;
    const what = "watch critical targets until a healer is back";
    if (!ledger.use({ delegate: triggerName, capability: "recovery.watch", what }).allowed) return;
    while (!signal.aborted) {
      await sleep(limits.triggerEveryMs, signal).catch(() => undefined);
      await this.round(signal);
    }
  }

  async #bringBack(critical: CriticalTargets, target: CriticalTarget): Promise<void> {
    const { parliament, ledger, starter, limits } = this.#means;
    const id = target.target;
    const tries = this.#tries.get(id) ?? 0;
    const action = `restart ${id}`;
    const { passed, why } = parliament.vote(action, { critical, target, tries, most: limits.triggerTries });
    if (!passed) return this.#refuse(id, why);
    const runbook = target.runbooks[0];
    const use = { delegate: triggerName, target: id, criticality: "critical" as const };
    const allowed =
      runbook === undefined
        ? ledger.use({ ...use, capability: "service.restart", what: action })
        : ledger.use({ ...use, capability: "runbook.run", runbook: runbook.id, what: `run ${runbook.id} on ${id}` });
    if (!allowed.allowed) return this.#refuse(id, allowed.why);
    this.#tries.set(id, tries + 1);
    const { process, startedAt, stopped, service } = target;
    const known = process === null ? null : { process, stopped, ...(startedAt === null ? {} : { startedAt }) };
    const answer = await starter.order({ dataId: critical.dataId, service, known, steps: runbook?.steps ?? null });
    for (const entry of answer.events) this.#means.note({ ...entry, actor: triggerName });
    if (answer.process !== null)
      this.#now.set(id, { ...target, process: answer.process, startedAt: this.#means.now().now, stopped: false });
    this.#means.say(`emergency: ${id}: ${answer.summary}`);
  }

  #refuse(id: string, why: string): void {
    if (this.#refused.get(id) === why) return;
    this.#refused.set(id, why);
    this.#means.say(`emergency: ${id} is left as it is: ${why}`);
  }
}
