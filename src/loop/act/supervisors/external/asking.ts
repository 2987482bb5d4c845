/**
 * Asks a supervisor no more often than its answer is worth: not at all while the process that is known is alive, at once when it has
 * gone or the hint has changed, and then more and more slowly while the answer stays the same. Questions at the same time
 * are one.
 */
import { type ExternalService, messageOf, type SupervisorReport } from "#core/model";
import type { Answer, ExternalSupervisor, Means } from "./supervisor.ts";

const answerWithinMs = 4_000;

export class Asking<S extends ExternalService = ExternalService> {
  report: SupervisorReport | null = null;
  /** That it was told to stop it was an order of Chiron's own: then it is down, and nobody wants it so. */
  ownStop = false;
  readonly #service: S;
  readonly #supervisor: ExternalSupervisor<S>;
  readonly #means: Means;
  #underWay: Promise<SupervisorReport> | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pauseMs: number;
  #hint: string | undefined;
  #hintSays: string | undefined;

  constructor(service: S, supervisor: ExternalSupervisor<S>, means: Means) {
    this.#service = service;
    this.#supervisor = supervisor;
    this.#means = means;
    this.#pauseMs = supervisor.pace.firstMs;
  }

  /** Its process has ended: what was said before is old. */
  outdate(): void {
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#pauseMs = this.#supervisor.pace.firstMs;
  }

  async isWorthwhile(): Promise<boolean> {
    if (this.report === null || this.#means.clock.monotonic() - this.#askedAt >= this.#pauseMs) return true;
    return this.#hint !== undefined && (await this.#readHint()) !== this.#hintSays;
  }

  ask(): Promise<SupervisorReport> {
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** After an order of ours; a question that is under way is older than that. */
  async askAnew(): Promise<SupervisorReport> {
    await this.#underWay;
    return this.ask();
  }

  /** Remembers by which file a new process will show, while there is one. */
  async learnHint(pid: number): Promise<void> {
    this.#hint = (await this.#supervisor.hint?.(this.#service, pid).catch(() => undefined)) ?? this.#hint;
  }

  async #ask(): Promise<SupervisorReport> {
    const { clock } = this.#means;
    const answer = this.#attribute(await this.#answer());
    const before = this.report;
    const { firstMs, longestMs } = this.#supervisor.pace;
    const isSame = before !== null && before.state === answer.state && before.words === answer.words;
    // What it is at work on is over soon; what it has given up may stay so for days.
    const slowest = answer.state === "changing" ? Math.min(longestMs, 1_000) : longestMs;
    this.#pauseMs = isSame ? Math.min(this.#pauseMs * 2, slowest) : firstMs;
    this.#askedAt = clock.monotonic();
    this.#hintSays = this.#hint === undefined ? undefined : await this.#readHint();
    this.report = { ...answer, askedAt: clock.now() };
    return this.report;
  }

  #attribute(answer: Answer): Answer {
    if (answer.state !== "stopped" || !this.ownStop) return answer;
    return { ...answer, state: "gave_up", words: `${answer.words}, by Chiron` };
  }

  async #answer(): Promise<Answer> {
    const controller = new AbortController();
    const timer = this.#means.clock.after(answerWithinMs, () =>
      controller.abort(new Error("it did not answer in time")),
    );
    try {
      return await this.#supervisor.ask(this.#service, controller.signal);
    } catch (error) {
      const answer = { state: "no_answer", pid: null, words: messageOf(error) } as const;
      return isForbidden(error) ? { ...answer, forbidden: true } : answer;
    } finally {
      timer.cancel();
    }
  }

  async #readHint(): Promise<string> {
    return this.#hint === undefined ? "" : this.#means.files.read(this.#hint, 65_536).catch(() => "");
  }
}

/** Also where the reason is inside another error. */
function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM" || isForbidden(error.cause);
}
