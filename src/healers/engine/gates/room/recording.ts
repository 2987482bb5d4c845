/** What becomes of an output once it is checked: counted, written down, waited for, or only information (CONTRACT-04, 13). */
import {
  event,
  type GateAnswer,
  type GateCheck,
  type HarmonyEvents,
  type NewEvent,
  type RecordedCheck,
} from "#core/model";
import type { Parts } from "../../parts.ts";
import type { Checked } from "./contracts.ts";
import type { Counting } from "./counting.ts";
import type { Ledger, PendingRetry } from "./ledger.ts";
import { keptFindings, keptOutput } from "./outputs.ts";
import { Sparing } from "./sparing.ts";

/** Where the contract is declared no more, and a check of it was under way. */
const usualRetryWithinMs = 300_000;
const mostPending = 1_000;

type Recorded = Pick<GateAnswer, "recorded" | "violations">;

export class Recording {
  readonly #parts: Parts;
  readonly #ledger: Ledger;
  readonly #counting: Counting;
  readonly #sparing: Sparing;
  readonly #write: (events: readonly NewEvent[]) => void;

  constructor(parts: Parts, ledger: Ledger, counting: Counting, write: (events: readonly NewEvent[]) => void) {
    this.#parts = parts;
    this.#ledger = ledger;
    this.#counting = counting;
    this.#write = write;
    this.#sparing = new Sparing(parts.platform.clock);
  }

  take(asked: GateCheck, checked: Checked): Recorded {
    // A retry that comes too late mends nothing.
    this.expire();
    if (checked.status === "valid") return this.#good(asked, checked);
    if (asked.broadcast === true) {
      this.#count(asked, checked, { isInformation: true });
      return { recorded: "information", violations: [] };
    }
    if (asked.transient === true && this.#ledger.pending.size < mostPending) return this.#await(asked, checked);
    // Whoever does not call it transient any more has given up on mending it.
    this.#forget(asked);
    return this.#violation(asked, checked);
  }

  /** Those for which no retry came in time count after all. */
  expire(): void {
    if (this.#ledger.pending.size === 0) return;
    const now = this.#parts.platform.clock.now();
    const due = [...this.#ledger.pending.values()].filter(({ until }) => until <= now);
    if (due.length > 0) this.#write(due.map(({ recorded }) => event("harmony:violation", recorded)));
  }

  #good(asked: GateCheck, checked: Checked): Recorded {
    const mended = this.#pendingOf(asked);
    if (mended.length > 0) {
      this.#write(mended.map(({ recorded: { check, gate } }) => event("harmony:retry-mended", { check, gate })));
    }
    this.#count(asked, checked, {});
    const { contract, format } = checked;
    if (format !== null) {
      this.#counting.offerGood({ gate: asked.gate, contract, format }, () => keptOutput(asked.output).raw);
    }
    return { recorded: "counted", violations: [] };
  }

  #await(asked: GateCheck, checked: Checked): Recorded {
    const now = this.#parts.platform.clock.now();
    // A retry that failed as well takes the place of the try before it, and not its time: who goes on failing is not spared for ever.
    const until = Math.min(now + this.#retryWithinMs(checked), ...this.#pendingOf(asked).map((one) => one.until));
    this.#forget(asked);
    this.#put([event("harmony:retry-awaited", { ...this.#recorded(asked, checked), until })]);
    return { recorded: "awaiting_retry", violations: [] };
  }

  #violation(asked: GateCheck, checked: Checked): Recorded {
    const counts = checked.findings.filter(({ advisory }) => !advisory);
    if (!this.#sparing.mayKeep([asked.gate, ...counts.map(({ kind, path }) => `${kind} ${path}`)].join("\n"))) {
      this.#count(asked, checked, { findings: keptFindings(counts).slice(0, 20) });
      return { recorded: "violation", violations: [] };
    }
    const recorded = this.#recorded(asked, checked);
    this.#put([event("harmony:violation", recorded)]);
    return { recorded: "violation", violations: counts.map((_, index) => violationId(recorded.check, index)) };
  }

  /** What came before it stands before it in the log; and how far what is followed was read, with what was found there. */
  #put(events: readonly NewEvent[]): void {
    const batch = this.#counting.take();
    this.#write([...(batch === undefined ? [] : [event("harmony:check", batch)]), ...events]);
  }

  #count(
    asked: GateCheck,
    { contract, format, version, status }: Checked,
    more: Pick<HarmonyEvents["harmony:check"]["checks"][number], "findings" | "isInformation">,
  ): void {
    this.#counting.add({
      ...{ gate: asked.gate, contract, format, version, status, session: asked.session ?? null },
      ...more,
    });
  }

  #recorded(asked: GateCheck, { contract, format, version, status, findings }: Checked): RecordedCheck {
    return {
      check: this.#parts.platform.ids.next("chk"),
      ...{ gate: asked.gate, contract, format, version, status },
      findings: keptFindings(findings).slice(0, 200),
      ...keptOutput(asked.output),
      ...{ session: asked.session ?? null, step: asked.step ?? null, chain: asked.chain ?? null },
    };
  }

  #retryWithinMs({ contract }: Checked): number {
    const setting = this.#parts.settings().contracts.find(({ id }) => id === contract);
    return setting?.retryWithinMs ?? usualRetryWithinMs;
  }

  #forget(asked: GateCheck): void {
    const events = this.#pendingOf(asked).map(({ recorded: { check, gate } }) =>
      event("harmony:retry-mended", { check, gate, replaced: true }),
    );
    if (events.length > 0) this.#write(events);
  }

  /** What the same step sent before. */
  #pendingOf({ gate, session, step, chain }: GateCheck): readonly PendingRetry[] {
    if (this.#ledger.pending.size === 0) return [];
    return [...this.#ledger.pending.values()].filter(
      ({ recorded }) =>
        recorded.gate === gate &&
        recorded.session === (session ?? null) &&
        recorded.step === (step ?? null) &&
        recorded.chain === (chain ?? null),
    );
  }
}

export function violationId(check: string, index: number): string {
  return `${check}.${index + 1}`;
}
