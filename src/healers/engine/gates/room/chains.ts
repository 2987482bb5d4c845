/** What has become of each chain: a fold over the log, beside the patterns that chains are for. */
import type { Drift, DriftChange } from "#contract";
import type { HarmonyEvent } from "#core/log/read";
import {
  type ChainOrder,
  type ChainResult,
  type ChainView,
  type DriftChain,
  endedChainStates,
  type HarmonyEvents,
  type StepKind,
  type StepReport,
} from "#core/model";
import { choicesOfChain } from "#surface/story/drift";

const endedKept = 100;

export interface KeptChain extends ChainResult {
  readonly id: string;
  readonly chain: DriftChain;
  readonly proposedAt: number;
  readonly proposedBy: string;
  readonly decidedBy: string | null;
  /** Where in the engine's stream it was approved. */
  readonly decidedSeq: number | null;
  /** Where it was cancelled, as long as the mender, which was at work on it, has not said whether it could be. */
  readonly cancelSeq: number | null;
  readonly updatedAt: number;
  readonly steps: ReadonlyMap<StepKind, StepReport & { readonly at: number }>;
  readonly order: ChainOrder | null;
  /** What the contract is to be. */
  readonly contractHash: string | null;
  readonly appliedAt: number | null;
}

type ChainEvent = Extract<HarmonyEvent, { type: `harmony:chain-${string}` }>;

export class Chains {
  readonly #drift: Drift;
  readonly #chains = new Map<string, KeptChain>();
  /** How far the mender's stream has been heard. */
  heard = 0;

  constructor(drift: Drift) {
    this.#drift = drift;
  }

  get(id: string): KeptChain | undefined {
    return this.#chains.get(id);
  }

  /** The newest first. */
  all(): readonly KeptChain[] {
    return [...this.#chains.values()].reverse();
  }

  /** Of which the mender, or the person who merges, has something to say still. */
  underWay(): readonly KeptChain[] {
    return this.all().filter(({ state, appliedAt, contractHash, cancelSeq }) => {
      if (cancelSeq !== null) return true;
      if (state === "done") return appliedAt === null && contractHash !== null;
      return state !== "proposed" && !endedChainStates.has(state);
    });
  }

  apply(stored: ChainEvent): readonly DriftChange[] {
    switch (stored.type) {
      case "harmony:chain-proposed":
        return this.#proposed(stored, stored.data);
      case "harmony:chain-decided":
        return this.#decided(stored, stored.data);
      case "harmony:chain-progress":
        return this.#progressed(stored, stored.data);
    }
  }

  #proposed(
    { at, actor }: HarmonyEvent,
    { id, chain, replaces }: HarmonyEvents["harmony:chain-proposed"],
  ): readonly DriftChange[] {
    // Of one pattern one waits at a time.
    for (const other of this.#chains.values()) {
      const isOlder = other.state === "proposed" && other.chain.pattern.id === chain.pattern.id;
      if (isOlder || other.id === replaces) this.#put({ ...other, state: "replaced", updatedAt: at });
    }
    this.#chains.delete(id);
    this.#put({
      ...{
        id,
        chain,
        state: "proposed",
        proposedAt: at,
        proposedBy: actor,
        decidedBy: null,
        decidedSeq: null,
        cancelSeq: null,
        updatedAt: at,
      },
      ...{ steps: new Map(), order: null, task: null, commit: null, branch: null, command: null },
      ...{ reason: null, contractHash: null, appliedAt: null },
    });
    this.#forgetOld();
    return [];
  }

  #decided(
    { at, actor, seq }: HarmonyEvent,
    { chain: id, decision, reason, order }: HarmonyEvents["harmony:chain-decided"],
  ): readonly DriftChange[] {
    const known = this.#chains.get(id);
    if (known === undefined) return [];
    const word = { decidedBy: actor, updatedAt: at, reason };
    if (decision === "cancel") {
      this.#put({ ...known, ...word, state: "cancelled", cancelSeq: known.decidedSeq === null ? null : seq });
      return this.#stopped(known, at);
    }
    this.#put({ ...known, ...word, state: "approved", decidedSeq: seq, order: order ?? null });
    return this.#healed(known, at);
  }

  #progressed(
    { at }: HarmonyEvent,
    { chain: id, state, report, isApplied, heard, contractHash, ...rest }: HarmonyEvents["harmony:chain-progress"],
  ): readonly DriftChange[] {
    this.heard = Math.max(this.heard, heard ?? 0);
    const known = this.#chains.get(id);
    if (known === undefined) return [];
    const { task, commit, branch, command, reason } = rest;
    // Whatever the mender says now, it has said what becomes of the cancelling.
    const resumed = known.state === "cancelled" && state !== "cancelled" ? this.#healed(known, at) : [];
    this.#put({
      ...known,
      cancelSeq: null,
      ...{ state, updatedAt: at, commit, branch, command, reason, task: task ?? known.task },
      steps: report === null ? known.steps : new Map([...known.steps, [report.step, { ...report, at }]]),
      contractHash: contractHash ?? known.contractHash,
      appliedAt: isApplied ? at : known.appliedAt,
    });
    if (state === "failed") return [...resumed, ...this.#stopped(known, at)];
    const isInForce = isApplied && this.#isHealedBy(known);
    const applied = isInForce ? [this.#drift.decide(known.chain.pattern.id, { kind: "applied", at })] : [];
    return [...resumed, ...applied];
  }

  #healed({ id, chain }: KeptChain, at: number): readonly DriftChange[] {
    const state = this.#drift.pattern(chain.pattern.id)?.state;
    if (state !== "open" && state !== "ignored") return [];
    return [this.#drift.decide(chain.pattern.id, { kind: "heal", chain: id, at })];
  }

  #stopped(known: KeptChain, at: number): readonly DriftChange[] {
    return this.#isHealedBy(known) ? [this.#drift.decide(known.chain.pattern.id, { kind: "stopped", at })] : [];
  }

  #isHealedBy({ id, chain }: KeptChain): boolean {
    const decision = this.#drift.pattern(chain.pattern.id)?.decision;
    return decision?.state === "healing" && decision.chain === id;
  }

  #put(chain: KeptChain): void {
    this.#chains.set(chain.id, chain);
  }

  #forgetOld(): void {
    const ended = [...this.#chains.values()].filter(({ state }) => endedChainStates.has(state));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - endedKept))) this.#chains.delete(id);
  }
}

export function chainView(kept: KeptChain): ChainView {
  const {
    order: _,
    contractHash: __,
    decidedSeq: ___,
    cancelSeq: ____,
    proposedAt,
    updatedAt,
    appliedAt,
    steps,
    ...rest
  } = kept;
  const view = {
    ...rest,
    proposedAt: iso(proposedAt),
    updatedAt: iso(updatedAt),
    appliedAt: appliedAt === null ? null : iso(appliedAt),
    steps: [...steps.values()].map(({ at, ...report }) => ({ ...report, at: iso(at) })),
  };
  return { ...view, wanted: choicesOfChain(view) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
