/**
 * What is known of outputs: a fold over the log's events of gates. Patterns, their causes and the score are `#contract`'s to tell; here stands
 * beside them where in the log the outputs are, what came through each gate, and what people have decided.
 */
import { Drift, type DriftChange, patternId } from "#contract";
import type { HarmonyEvent } from "#core/log/read";
import type { CheckCount, CheckStatus, RecordedCheck } from "#core/model";
import { Chains } from "./chains.ts";
import { DayCounts } from "./day-counts.ts";

const violationsKept = 50;
const goodKept = 200;
/** More of the same within one record change nothing that anybody could see. */
const repeatsFolded = 200;

export interface PendingRetry {
  readonly recorded: RecordedCheck;
  readonly at: number;
  readonly until: number;
}

export interface Place {
  readonly stream: string;
  readonly seq: number;
}

export interface PatternNote {
  readonly at: number;
  readonly by: string;
  readonly what: string;
}

export class Ledger {
  readonly drift = new Drift();
  readonly chains = new Chains(this.drift);
  readonly gates = new Map<string, DayCounts>();
  readonly sessions = new Map<string, DayCounts>();
  readonly pending = new Map<string, PendingRetry>();
  /** Decisions that were made once, and are not made again. */
  readonly nonces = new Set<string>();
  /** Of a pattern, the newest last. */
  readonly #violations = new Map<string, Place[]>();
  readonly #notes = new Map<string, PatternNote[]>();
  /** Records that hold outputs that were as agreed, the newest last. */
  readonly good: Place[] = [];
  /** The score as it was last told. */
  told = 100;

  /** What it changed; nothing for what changes no pattern. */
  apply(stored: HarmonyEvent): readonly DriftChange[] {
    switch (stored.type) {
      case "harmony:check":
        if ((stored.data.good ?? []).length > 0) keep(this.good, stored, goodKept);
        return stored.data.checks.flatMap((one) => this.#count(one));
      case "harmony:violation":
        this.pending.delete(stored.data.check);
        return [this.#violation(stored, stored.data)];
      case "harmony:retry-awaited": {
        const { until, ...recorded } = stored.data;
        this.pending.set(recorded.check, { recorded, at: stored.at, until });
        return [];
      }
      case "harmony:retry-mended":
        this.pending.delete(stored.data.check);
        return [];
      case "harmony:health-updated":
        this.told = stored.data.current;
        for (const pattern of stored.data.cleared) this.#note(pattern, stored, "cleared: real outputs passed");
        return [];
      case "harmony:decided":
        return this.#decided(stored);
      case "harmony:chain-proposed":
        this.nonces.add(stored.data.nonce);
        this.#note(stored.data.chain.pattern.id, stored, `fix now: ${stored.data.id}, by ${stored.data.chain.flow}`);
        return this.chains.apply(stored);
      case "harmony:chain-decided": {
        const { nonce, pattern, chain, decision, reason } = stored.data;
        this.nonces.add(nonce);
        this.#note(pattern, stored, `${decision} ${chain}${reason === null ? "" : `: ${reason}`}`);
        return this.chains.apply(stored);
      }
      case "harmony:chain-progress": {
        const { pattern, chain, state, report, isApplied } = stored.data;
        if (report === null) this.#note(pattern, stored, `${chain} is ${state}${isApplied ? ", and in force" : ""}`);
        return this.chains.apply(stored);
      }
      case "contract.read":
        this.drift.contractChanged(stored.data.contract, stored.at);
        return [];
      case "contract.refused":
        return [];
    }
  }

  violationsOf(pattern: string): readonly Place[] {
    return this.#violations.get(pattern) ?? [];
  }

  notesOf(pattern: string): readonly PatternNote[] {
    return this.#notes.get(pattern) ?? [];
  }

  #count(one: CheckCount): readonly DriftChange[] {
    const { gate, contract, format, session, status, count, lastAt, findings = [], isInformation } = one;
    if (isInformation === true) return [];
    this.#tally(one, status, count, lastAt);
    const output = { at: lastAt, gate, contract, format, session, status, findings, raw: "" };
    if (status === "valid") return [this.drift.check({ ...output, outputs: count })];
    return Array.from({ length: Math.min(count, repeatsFolded) }, () => this.drift.check(output));
  }

  #violation({ stream, seq, at }: HarmonyEvent, data: RecordedCheck): DriftChange {
    const { gate, contract, format, session, status, findings, raw } = data;
    this.#tally(data, status, 1, at);
    const change = this.drift.check({ at, gate, contract, format, session, status, findings, raw });
    for (const id of this.patternsOf(data)) {
      const places = this.#violations.get(id) ?? [];
      keep(places, { stream, seq }, violationsKept);
      this.#violations.set(id, places);
    }
    return change;
  }

  /** The patterns that its findings belong to. */
  patternsOf({ gate, findings }: Pick<RecordedCheck, "gate" | "findings">): readonly string[] {
    const counting = findings.filter(({ advisory }) => !advisory);
    const ids = new Set(counting.map(({ kind, path }) => patternId({ gate, kind, path })));
    return [...ids].filter((id) => this.drift.has(id));
  }

  #decided(stored: Extract<HarmonyEvent, { type: "harmony:decided" }>): readonly DriftChange[] {
    const { pattern, decision, reason, nonce } = stored.data;
    this.nonces.add(nonce);
    this.#note(pattern, stored, reason === null ? decision : `${decision}: ${reason}`);
    if (decision === "investigate" || this.drift.pattern(pattern) === undefined) return [];
    const made = { at: stored.at, by: stored.actor, reason: reason ?? "" };
    return [
      this.drift.decide(pattern, decision === "ignore" ? { kind: "ignore", ...made } : { kind: "restore", ...made }),
    ];
  }

  #note(pattern: string, { at, actor }: HarmonyEvent, what: string): void {
    const notes = this.#notes.get(pattern) ?? [];
    keep(notes, { at, by: actor, what }, violationsKept);
    this.#notes.set(pattern, notes);
  }

  #tally(
    { gate, session }: Pick<CheckCount, "gate" | "session">,
    status: CheckStatus,
    count: number,
    at: number,
  ): void {
    tallyIn(this.gates, gate, status, count, at);
    if (session !== null) tallyIn(this.sessions, session, status, count, at);
  }
}

/** So many gates, and sessions, are kept in mind: those that were used last. */
const mostKept = 500;

function tallyIn(all: Map<string, DayCounts>, key: string, status: CheckStatus, count: number, at: number): void {
  const counts = all.get(key) ?? new DayCounts();
  all.delete(key);
  all.set(key, counts);
  counts.add(status, count, at);
  const oldest = all.size > mostKept ? all.keys().next().value : undefined;
  if (oldest !== undefined) all.delete(oldest);
}

function keep<T>(list: T[], one: T, most: number): void {
  list.push(one);
  if (list.length > most) list.shift();
}
