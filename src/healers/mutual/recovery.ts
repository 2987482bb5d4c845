/** `healer-mutual-restart`: five named steps, each timed, sixty seconds in all. */
import type { ProcessIdentity } from "#core/model";
import type { Beat, Role } from "./role.ts";
import type { StartedProcess } from "./start-role.ts";
import type { Fault } from "./watch.ts";

export const mutualSteps = ["verify self", "restart", "verify", "test mutual recovery", "audit"] as const;
export type MutualStep = (typeof mutualSteps)[number];

export const recoveryBudgetMs = 60_000;
const verifyTries = 3;
const tryMs = 15_000;
const lookEveryMs = 50;

export interface RecoveryStep {
  readonly name: string;
  readonly ok: boolean;
  readonly tries: number;
  readonly tookMs: number;
  readonly detail: string;
}

export interface Recovery {
  readonly role: Role;
  readonly by: Role;
  readonly fault: Fault;
  readonly ok: boolean;
  readonly steps: readonly RecoveryStep[];
  readonly tookMs: number;
  readonly process: ProcessIdentity | null;
}

export interface RecoveryMeans {
  readonly self: Role;
  readonly monotonic: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** Undefined: fit to heal another. Otherwise why not. */
  readonly unfit: () => string | undefined;
  /** The newest beat of this process. */
  readonly own: () => { readonly process: ProcessIdentity; readonly seq: number };
  /** What is known of that one: the process that its last beat named, whether it lives or not. */
  readonly known: (role: Role) => ProcessIdentity | undefined;
  readonly end: (process: ProcessIdentity) => Promise<boolean>;
  /** What could not be ended never does anything any more, so that its place may be taken. */
  readonly hangs: (process: ProcessIdentity) => boolean;
  readonly start: (role: Role) => Promise<StartedProcess>;
  /** Its newest beat, if the process that wrote it lives. */
  readonly living: (role: Role) => Beat | undefined;
  /** Whether an orderly end has begun meanwhile. */
  readonly isEnding: () => boolean;
}

/** The last step, the audit, is the caller's: it writes down what this returns. */
export async function restartMutually(means: RecoveryMeans, role: Role, fault: Fault): Promise<Recovery> {
  const flow = new Flow(means, role);
  const begun = means.monotonic();
  const ok =
    (await flow.step("verify self", () => flow.verifySelf())) &&
    (await flow.step("restart", () => flow.restart())) &&
    (await flow.step("verify", () => flow.verify())) &&
    (await flow.step("test mutual recovery", () => flow.test()));
  if (means.isEnding()) await flow.undo();
  const tookMs = means.monotonic() - begun;
  return { role, by: means.self, fault, ok, steps: flow.steps, tookMs, process: flow.process ?? null };
}

interface StepEnd {
  readonly ok: boolean;
  readonly tries: number;
  readonly detail: string;
}

class Flow {
  readonly steps: RecoveryStep[] = [];
  process: ProcessIdentity | undefined;
  readonly #means: RecoveryMeans;
  readonly #role: Role;
  readonly #deadline: number;
  /** Started here last, and whether it has ended since. */
  #started: ProcessIdentity | undefined;
  #ended = false;

  constructor(means: RecoveryMeans, role: Role) {
    this.#means = means;
    this.#role = role;
    this.#deadline = means.monotonic() + recoveryBudgetMs;
  }

  async step(name: MutualStep, work: () => Promise<StepEnd>): Promise<boolean> {
    const from = this.#means.monotonic();
    const end = await work().catch((error: unknown) => ({ ok: false, tries: 1, detail: String(error) }));
    this.steps.push({ name, ...end, tookMs: this.#means.monotonic() - from });
    return end.ok;
  }

  async verifySelf(): Promise<StepEnd> {
    const why = this.#means.isEnding() ? "an orderly end is under way" : this.#means.unfit();
    return { ok: why === undefined, tries: 1, detail: why ?? `the ${this.#means.self} is healthy` };
  }

  async restart(): Promise<StepEnd> {
    const failed = this.#means.known(this.#role);
    const isEnded = failed === undefined || (await this.#means.end(failed));
    if (!isEnded && !this.#means.hangs(failed))
      return { ok: false, tries: 1, detail: `pid ${failed.pid} cannot be ended` };
    const started = await this.#start();
    return { ok: true, tries: 1, detail: `${endOf(failed, isEnded)}, pid ${started.pid} is started` };
  }

  /** Healthy by its own beat; what has died over its start is started again. */
  async verify(): Promise<StepEnd> {
    for (let tries = 1; tries <= verifyTries; tries++) {
      if (tries > 1 && this.#ended && this.#living() === undefined) await this.#start();
      const beat = await this.#until(() => {
        const now = this.#living();
        return now !== undefined && now.state !== "starting" ? now : undefined;
      });
      if (beat !== undefined) {
        this.process = beat.process;
        return { ok: true, tries, detail: `pid ${beat.process.pid} is ${beat.state}` };
      }
    }
    const why = this.#ended ? "it ended each time" : "it did not become healthy in time";
    return { ok: false, tries: verifyTries, detail: why };
  }

  /** The one that was recovered says itself that it sees us, and a beat of ours that is newer than this question. */
  async test(): Promise<StepEnd> {
    const { process, seq } = this.#means.own();
    const beat = await this.#until(() => {
      const now = this.#living();
      const seen = now?.sees[this.#means.self];
      return seen?.pid === process.pid && seen.seq > seq ? now : undefined;
    });
    const { self } = this.#means;
    if (beat === undefined) return { ok: false, tries: 1, detail: `the ${this.#role} does not see the ${self}` };
    return { ok: true, tries: 1, detail: `the ${this.#role} sees the ${self} (pid ${process.pid})` };
  }

  /**
   * Nobody is to be started any more: one that has not come so far as to be told so is ended here. One that has is left to whoever ends Chiron:
   * ended from here it would take the word for its own alone, and leave services running that are to end with it.
   */
  async undo(): Promise<void> {
    const started = this.#started;
    if (started === undefined || this.#living()?.process.pid === started.pid) return;
    await this.#means.end(started);
  }

  async #start(): Promise<ProcessIdentity> {
    if (this.#means.isEnding()) throw new Error("an orderly end has begun");
    const started = await this.#means.start(this.#role);
    this.#ended = false;
    this.#started = started.identity;
    void started.ended.then(() => {
      if (this.#started === started.identity) this.#ended = true;
    });
    return started.identity;
  }

  /** Whoever has the role now, also if another was quicker to start it. */
  #living(): Beat | undefined {
    return this.#means.living(this.#role);
  }

  async #until<Found>(look: () => Found | undefined): Promise<Found | undefined> {
    const until = Math.min(this.#deadline, this.#means.monotonic() + tryMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const isHopeless = this.#ended && this.#living() === undefined;
      if (isHopeless || this.#means.isEnding() || this.#means.monotonic() >= until) return undefined;
      await this.#means.sleep(lookEveryMs);
    }
  }
}

function endOf(failed: ProcessIdentity | undefined, isEnded: boolean): string {
  if (failed === undefined) return "none was known";
  return isEnded
    ? `pid ${failed.pid} is ended for good`
    : `pid ${failed.pid} hangs inside the kernel, where SIGKILL waits for it, and its place is taken`;
}
