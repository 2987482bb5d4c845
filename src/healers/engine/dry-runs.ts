/** What was only rehearsed, what humans did meanwhile, and how often in a row that bore the rehearsal out: a fold over the log. */
import { type EventData, endStates, type Incident, type StoredEvent } from "#core/model";
import type { DryRun } from "#loop/learn";

export class DryRuns {
  /** By open incident, and until it has been compared. */
  readonly standing = new Map<string, DryRun>();
  /** What humans did by hand, by open incident. */
  readonly fixes = new Map<string, readonly (readonly string[])[]>();
  /** Incidents in a row whose dry run was clean and borne out, by the runbook's hash. */
  readonly streaks = new Map<string, readonly string[]>();

  apply(stored: StoredEvent, open: ReadonlyMap<string, Incident>): void {
    switch (stored.type) {
      case "plan.rehearsed":
        this.#onRehearsed(stored.data, open.get(stored.data.incident)?.plan ?? null);
        break;
      case "fix.recorded":
        this.#onFix(stored.data, open);
        break;
      case "dry_run.compared":
        this.#onCompared(stored.data);
        break;
      case "runbook.demoted":
        this.streaks.delete(stored.data.hash);
        break;
      case "incident.moved":
        if (endStates.has(stored.data.to) && !this.standing.has(stored.data.incident))
          this.fixes.delete(stored.data.incident);
        break;
      default:
    }
  }

  #onRehearsed({ incident, plan: rehearsed, steps }: EventData["plan.rehearsed"], plan: Incident["plan"]): void {
    if (plan?.id !== rehearsed) return;
    const clean = steps.every((step) => step.failed !== true);
    const { runbook, runbookHash: hash, id } = plan;
    this.standing.set(incident, { runbook, hash, plan: id, steps: plan.steps, clean });
  }

  #onFix({ incident, commands }: EventData["fix.recorded"], open: ReadonlyMap<string, Incident>): void {
    if (open.has(incident)) this.fixes.set(incident, [...(this.fixes.get(incident) ?? []), ...commands]);
  }

  #onCompared({ incident, hash, clean, verdict }: EventData["dry_run.compared"]): void {
    this.standing.delete(incident);
    this.fixes.delete(incident);
    const before = this.streaks.get(hash) ?? [];
    // One that was not clean, or was contradicted, ends the row; one that says nothing leaves it as it is.
    if (!clean || verdict === "contradicted") this.streaks.set(hash, []);
    else if (verdict === "confirmed") this.streaks.set(hash, [...before, incident]);
  }
}
