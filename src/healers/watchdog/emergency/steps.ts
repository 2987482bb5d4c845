/** Named, timed, audited steps with one deadline over all of them. */
import type { EmergencyStep, NewEvent, RecoveryStep } from "#core/model";
import { formatDuration } from "#core/model/plain";

export interface StepEnd {
  readonly ok: boolean;
  readonly tries: number;
  readonly detail: string;
}

export interface StepsMeans {
  readonly emergency: string;
  readonly monotonic: () => number;
  readonly audit: (entry: NewEvent) => void;
  readonly say: (line: string) => void;
}

export class Steps {
  readonly #means: StepsMeans;
  readonly done: RecoveryStep[] = [];

  constructor(means: StepsMeans) {
    this.#means = means;
  }

  /** Never rejects. With a deadline, what has not come to an end by then is not done; it is told so by the same signal. */
  async run(step: EmergencyStep, work: () => Promise<StepEnd> | StepEnd, deadline?: AbortSignal): Promise<StepEnd> {
    const from = this.#means.monotonic();
    const end = await this.#attempt(work, deadline);
    const tookMs = Math.round(this.#means.monotonic() - from);
    this.done.push({ name: step, ...end, tookMs });
    this.note({ type: "emergency.step", data: { emergency: this.#means.emergency, step, ...end, tookMs } });
    const name = step.replaceAll("_", " ");
    this.#means.say(
      `emergency: ${name}: ${end.ok ? "done" : "not done"} (${end.detail}; took ${formatDuration(tookMs)})`,
    );
    return end;
  }

  /** What cannot be written down is done all the same: a full disk keeps nobody from healing. */
  note(entry: NewEvent): void {
    try {
      this.#means.audit(entry);
    } catch (error) {
      this.#means.say(`the audit could not be written: ${String(error)}`);
    }
  }

  async #attempt(work: () => Promise<StepEnd> | StepEnd, deadline: AbortSignal | undefined): Promise<StepEnd> {
    const late: StepEnd = { ok: false, tries: 0, detail: "the time of the emergency was over" };
    if (deadline?.aborted === true) return late;
    const over = Promise.withResolvers<StepEnd>();
    const onAbort = () => over.resolve({ ...late, tries: 1 });
    deadline?.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([(async () => work())(), over.promise]);
    } catch (error) {
      return { ok: false, tries: 1, detail: error instanceof Error ? error.message : String(error) };
    } finally {
      deadline?.removeEventListener("abort", onAbort);
    }
  }
}
