/** What the mender says of chains, taken into the engine's own stream: for those who follow it, and so that the patterns hear of it. */
import type { LogReader } from "#core/log/read";
import { type ChainState, event, type HarmonyEvents, type NewEvent, type StoredEvent } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import type { KeptChain } from "./chains.ts";
import type { Contracts } from "./contracts.ts";
import type { Ledger } from "./ledger.ts";

const lookEveryMs = 500;
const atOnce = 200;
const types = [
  "repair.task_opened",
  "repair.task_started",
  "repair.chain_step",
  "repair.task_deferred",
  "repair.task_proposed",
  "repair.task_approved",
  "repair.task_left_ready",
  "repair.task_merged",
  "repair.task_failed",
  "repair.task_rejected",
  "repair.task_closed",
  "repair.heard",
] as const;

type Progress = HarmonyEvents["harmony:chain-progress"];
type News = Partial<Omit<Progress, "chain" | "pattern" | "heard">> & { readonly state: ChainState };

export interface HearingMeans {
  readonly clock: Pick<Clock, "after">;
  readonly reader: LogReader;
  readonly ledger: Ledger;
  readonly contracts: Contracts;
  readonly write: (events: readonly NewEvent[]) => void;
  readonly report: (error: unknown) => void;
}

export class Hearing {
  readonly #means: HearingMeans;
  #timer: Timer | null = null;
  #isClosed = false;
  #heard = 0;

  constructor(means: HearingMeans) {
    this.#means = means;
  }

  start(): void {
    this.#heard = this.#means.ledger.chains.heard;
    this.#look();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #look(): void {
    if (this.#isClosed) return;
    try {
      const live = this.#means.ledger.chains.underWay();
      if (live.length > 0) {
        this.#hear();
        for (const { id } of live) this.#compare(id);
      }
    } catch (error) {
      this.#means.report(error);
    }
    this.#timer = this.#means.clock.after(lookEveryMs, () => this.#look());
  }

  #hear(): void {
    const { reader, ledger } = this.#means;
    for (;;) {
      const news = reader.events({ stream: "mender", after: this.#heard, types, limit: atOnce });
      for (const stored of news) {
        this.#heard = stored.seq;
        const chain = chainOf(stored, ledger.chains.underWay());
        const told = chain === undefined ? undefined : newsOf(stored, chain);
        if (chain !== undefined && told !== undefined) this.#tell(chain, told, stored.seq);
      }
      if (news.length < atOnce) return;
    }
  }

  /** Is the text that outputs are held against the one that the chain has made? */
  #compare(id: string): void {
    const { ledger, contracts } = this.#means;
    const known = ledger.chains.get(id);
    if (known === undefined || known.appliedAt !== null || known.contractHash === null) return;
    if (known.state !== "ready" && known.state !== "done") return;
    const { hash } = contracts.get(known.chain.pattern.contract) ?? { hash: null };
    if (hash === null || hash === known.chain.contractHash) return;
    // What was merged, and then changed again by somebody, is in force as well; of what was not merged nobody knows.
    if (hash === known.contractHash || known.state === "done")
      this.#tell(known, { state: "done", isApplied: true, command: null, reason: null }, null);
  }

  #tell(known: KeptChain, news: News, heard: number | null): void {
    const { commit, branch, command, reason } = known;
    const before = {
      report: null,
      task: known.task,
      commit,
      branch,
      command,
      reason,
      contractHash: null,
      isApplied: false,
    };
    const { id: chain } = known;
    const pattern = known.chain.pattern.id;
    this.#means.write([event("harmony:chain-progress", { ...before, ...news, chain, pattern, heard })]);
  }
}

function chainOf(stored: StoredEvent, live: readonly KeptChain[]): KeptChain | undefined {
  if (stored.type === "repair.task_opened") {
    const { order, approval } = stored.data;
    // The same chain may have been cancelled, and approved again since: news of then are none of now.
    return live.find(({ id, decidedSeq }) => id === order?.id && (approval ?? decidedSeq) === decidedSeq);
  }
  if (stored.type === "repair.heard") {
    const { seq } = stored.data;
    return live.find(({ decidedSeq, cancelSeq }) => decidedSeq === seq || cancelSeq === seq);
  }
  const { task } = stored.data as { readonly task?: string };
  return live.find((one) => one.task !== null && one.task === task);
}

function newsOf(stored: StoredEvent, known: KeptChain): News | undefined {
  const { state, contractHash } = known;
  if (known.cancelSeq !== null && stored.type !== "repair.task_merged") return newsOfCancelled(stored, known);
  switch (stored.type) {
    case "repair.heard":
      // Whatever else follows from an approval is told as a task.
      return stored.data.refused === null ? undefined : { state: "failed", reason: stored.data.refused };
    case "repair.task_opened":
      return { state: "approved", task: stored.data.task };
    case "repair.task_started":
      return { state: "working", reason: null };
    case "repair.chain_step": {
      const { step, state: how, detail, contractHash: text = null } = stored.data;
      return { state: "working", report: { step, state: how, detail }, contractHash: text };
    }
    case "repair.task_deferred":
      return { state: "working", reason: stored.data.reason };
    case "repair.task_proposed": {
      const { commit, branch } = stored.data.proposal;
      return { state: "ready", commit, branch, reason: null };
    }
    case "repair.task_approved":
      return { state: "working", reason: null };
    case "repair.task_left_ready":
      return { state: "ready", command: stored.data.command, reason: stored.data.reason };
    case "repair.task_merged":
      return {
        ...{ state: "done", commit: stored.data.commit, command: null, reason: null, isApplied: contractHash === null },
        report: {
          step: "commit",
          state: "done",
          detail: `${stored.data.branch} is at ${stored.data.commit.slice(0, 12)}`,
        },
      };
    case "repair.task_failed":
    case "repair.task_rejected":
    case "repair.task_closed":
      return state === "done" ? undefined : { state: "failed", reason: stored.data.reason };
    default:
      return undefined;
  }
}

/** A human has cancelled it; the mender may have been too far for that. */
function newsOfCancelled({ type, data }: StoredEvent, { cancelSeq, reason }: KeptChain): News | undefined {
  if (type !== "repair.heard" || data.seq !== cancelSeq) return undefined;
  if (data.refused === null) return { state: "cancelled", reason };
  return { state: "working", reason: `it could not be cancelled: ${data.refused}` };
}
