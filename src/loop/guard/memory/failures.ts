/** Failures in a row, of each runbook, of each target and of all: what the circuit breakers are made of. */
import type { Outcome } from "#core/model";

export interface Row {
  failures: number;
  lastFailureAt: number;
}

export class Failures {
  readonly #rows = new Map<string, Row>();

  learn({ runbook, target, result, repairs, recordedAt }: Outcome): void {
    // That we died in the middle, or that a strategy only tells, says nothing about the runbook.
    if (result === "unverified" || repairs === false) return;
    for (const key of [`runbook ${runbook}`, `target ${target}`, "global"]) {
      if (result === "recovered") {
        this.#rows.delete(key);
        continue;
      }
      const before = this.#rows.get(key);
      this.#rows.set(key, { failures: (before?.failures ?? 0) + 1, lastFailureAt: recordedAt });
    }
  }

  of(scope: "runbook" | "target" | "global", name = ""): Row | undefined {
    return this.#rows.get(scope === "global" ? scope : `${scope} ${name}`);
  }

  /** Every row that is not empty. */
  all(): readonly { readonly scope: "runbook" | "target" | "global"; readonly name: string; readonly row: Row }[] {
    return [...this.#rows].map(([key, row]) => {
      const [scope = "", name = ""] = key.split(" ");
      return { scope: scope as "runbook" | "target" | "global", name, row };
    });
  }
}
