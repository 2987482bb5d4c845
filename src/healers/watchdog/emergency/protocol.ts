/**
 * `emergency-healer-recovery`: ten steps, two minutes in all (HEALER-04). What was granted is taken back whatever happens; what is not
 * done by then goes to a human, and the watchdog begins anew when it still finds both healers down, after a pause.
 */
import { randomBytes } from "node:crypto";
import type { Healer, NewEvent, ProcessIdentity, RecoveryStep } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { readCritical } from "#healers/mutual/critical";
import { Ledger, revokeLeftOver } from "#healers/mutual/grants";
import { isAlive } from "#healers/mutual/small";
import type { Starter } from "../starting/index.ts";
import {
  Architect,
  architectName,
  CriticalTrigger,
  Parliament,
  parliamentName,
  triggerName,
} from "./delegates/index.ts";
import { Gate } from "./gate.ts";
import type { EmergencyMeans } from "./means.ts";
import { type EmergencyRecord, writeRecord } from "./record.ts";
import { forceRestart, verify, verifyMutual } from "./restarting.ts";
import { type StepEnd, Steps } from "./steps.ts";
import { pageOf } from "./words.ts";

export interface EmergencyEnd {
  readonly emergency: string;
  readonly recovered: boolean;
  readonly left: readonly string[];
  readonly tookMs: number;
  readonly steps: readonly RecoveryStep[];
  /** Those that were verified. */
  readonly processes: Readonly<Partial<Record<Healer, ProcessIdentity>>>;
}

const actor = "healer:watchdog";
const mutualWithinMs = 10_000;

/** Never rejects. `told`: what a human heard in the emergency before this one, of which this is another try. */
export async function runEmergency(
  means: EmergencyMeans & { readonly starter: Starter; readonly told: ReadonlySet<string> },
): Promise<EmergencyEnd & { readonly told: ReadonlySet<string> }> {
  const emergency = new Emergency(means);
  const end = await emergency.run();
  return { ...end, told: emergency.told };
}

class Emergency {
  readonly told: Set<string>;
  readonly #means: Parameters<typeof runEmergency>[0];
  readonly #id = `em-${randomBytes(6).toString("hex")}`;
  readonly #steps: Steps;
  readonly #ledger: Ledger;
  readonly #parliament: Parliament;
  readonly #architect: Architect;
  readonly #gate = new Gate();
  readonly #from: number;
  readonly #startedAt: number;
  readonly #over = new AbortController();
  readonly #left: string[] = [];
  readonly #verified: Partial<Record<Healer, ProcessIdentity>> = {};

  constructor(means: Parameters<typeof runEmergency>[0]) {
    this.#means = means;
    this.told = new Set(means.told);
    this.#from = means.monotonic();
    this.#startedAt = means.now().now;
    const audit = (entry: NewEvent) => means.audit({ ...entry, actor: entry.actor ?? actor });
    this.#steps = new Steps({ emergency: this.#id, monotonic: means.monotonic, audit, say: means.say });
    const note = (entry: NewEvent) => this.#steps.note(entry);
    const { folder, now, page, hands, say } = means;
    const shared = { emergency: this.#id, folder, now, note, say };
    // A use that cannot be written down is refused: there, a failing audit throws.
    this.#ledger = new Ledger({ folder, emergency: this.#id, grantedBy: actor, now, audit });
    const ledger = this.#ledger;
    const tellOnce = (key: string) => this.#isTold(key);
    this.#parliament = new Parliament({ ...shared, ledger, page, tellOnce, untold: (key) => this.told.delete(key) });
    this.#architect = new Architect({ ...shared, ledger, hands });
  }

  async run(): Promise<EmergencyEnd> {
    const { limits, sleep } = this.#means;
    const timer = new AbortController();
    void sleep(limits.totalMs, timer.signal).then(
      () => this.#over.abort(),
      () => undefined,
    );
    const ending = this.#watchForEnding(timer.signal);
    try {
      await this.#recover();
    } catch (error) {
      this.#left.push(error instanceof Error ? error.message : String(error));
    } finally {
      timer.abort();
      await ending;
    }
    return this.#leave();
  }

  /** Steps 1 to 6. */
  async #recover(): Promise<void> {
    const { signal } = this.#over;
    await this.#steps.run("enter", () => this.#enter(), signal);
    await this.#steps.run("delegate", () => this.#delegate(), signal);
    this.#architect.analyse("engine");
    this.#architect.analyse("mender");
    const { hands } = this.#means;
    // An engine that only hangs could start a service beside the trigger as soon as it goes on.
    await Promise.all([hands.end("engine"), hands.end("mender")]);
    const over = new AbortController();
    const watching = this.#trigger(over.signal);
    const restarting = {
      ...{ means: this.#means, gate: this.#gate, architect: this.#architect, signal },
      verified: new Map<Healer, ProcessIdentity>(),
    };
    try {
      await this.#firstRound(signal);
      const engine = this.#steps.run("restart_engine", () => forceRestart(restarting, "engine"), signal);
      const mender = this.#steps.run("restart_mender", () => forceRestart(restarting, "mender"), signal);
      const verified = await Promise.all([
        engine.then(() => this.#steps.run("verify_engine", () => verify(restarting, "engine"), signal)),
        mender.then(() => this.#steps.run("verify_mender", () => verify(restarting, "mender"), signal)),
      ]);
      for (const [index, healer] of (["engine", "mender"] as const).entries()) {
        const end = verified[index];
        const process = end?.ok === true ? restarting.verified.get(healer) : undefined;
        if (process === undefined) this.#left.push(`the ${healer}: ${end?.detail}`);
        // The other one may have taken a minute longer.
        else if (!isAlive(process))
          this.#left.push(`the ${healer}: pid ${process.pid} was at work, and has ended since`);
        else this.#verified[healer] = process;
      }
      // What was put back, the engine says itself, by its own channels, as soon as it is up.
      if (this.#left.length > 0) await this.#tell();
    } finally {
      over.abort();
      await watching;
    }
  }

  #enter(): StepEnd {
    const { attempt, reason } = this.#means;
    revokeLeftOver(this.#means.folder, "another emergency begins", {
      audit: (entry) => this.#steps.note(entry),
      now: this.#means.now,
    });
    const isKept = this.#keep(false);
    this.#steps.note({ type: "emergency.began", data: { emergency: this.#id, attempt, reason } });
    return { ok: true, tries: 1, detail: isKept ? reason : `${reason}; the record could not be written` };
  }

  #delegate(): StepEnd {
    const { limits, folder, reason } = this.#means;
    const forMs = limits.totalMs + limits.grantSlackMs;
    const runbooks = [
      ...new Set(readCritical(folder)?.targets.flatMap((one) => one.runbooks.map(({ id }) => id)) ?? []),
    ];
    this.#ledger.give({
      delegate: architectName,
      capabilities: ["failure.analyse", "configuration.restore", "release.restore"],
      ...{ forMs, reason },
    });
    this.#ledger.give({
      delegate: parliamentName,
      capabilities: ["votes.gather", "human.escalate"],
      ...{ forMs, reason },
    });
    this.#ledger.give({
      delegate: triggerName,
      capabilities: ["service.restart", "runbook.run"],
      ...{ criticality: "critical", runbooks, forMs, reason },
    });
    this.#ledger.give({ delegate: triggerName, capabilities: ["recovery.watch"], ...{ forMs, reason } });
    return {
      ok: true,
      tries: 1,
      detail: `${this.#ledger.standing().length} grants, each for ${formatDuration(forMs)} at most`,
    };
  }

  readonly #critical = (): CriticalTrigger => {
    const { folder, limits, now, say, sleep, starter } = this.#means;
    const note = (entry: NewEvent) => this.#steps.note(entry);
    const own = { ledger: this.#ledger, parliament: this.#parliament, gate: this.#gate, starter, note };
    return new CriticalTrigger({ folder, limits, now, say, sleep, ...own });
  };
  #watcher: CriticalTrigger | undefined;

  /** Before any engine is started, so that it finds them running; a service that does not start keeps nobody waiting for long. */
  async #firstRound(signal: AbortSignal): Promise<void> {
    const { sleep, limits } = this.#means;
    const done = new AbortController();
    const round = this.#watcher?.round(signal).catch((error: unknown) => this.#means.say(String(error)));
    await Promise.race([round, sleep(limits.triggerFirstMs, done.signal).catch(() => undefined)]);
    done.abort();
  }

  async #trigger(signal: AbortSignal): Promise<void> {
    this.#watcher = this.#critical();
    const either = AbortSignal.any([signal, this.#over.signal]);
    await this.#watcher
      .watch(either)
      .catch((error: unknown) => this.#means.say(`the critical trigger: ${String(error)}`));
  }

  async #tell(): Promise<void> {
    if (this.#means.hands.isEnding()) return;
    const page = pageOf(this.#left, this.#architect.putBack, this.#means.attempt);
    await this.#parliament.escalate(page, this.#over.signal).catch((error: unknown) => this.#means.say(String(error)));
  }

  /** Steps 7 to 10, whatever came before. */
  async #leave(): Promise<EmergencyEnd> {
    // The time may be over before anybody was told, and what is told is told with the delegation still standing.
    if (this.#left.length > 0 && this.#over.signal.aborted) await this.#tellLate();
    const recovered = this.#left.length === 0;
    const reason = recovered ? "both healers are verified" : "the time of the emergency is over";
    await this.#steps.run("revoke", () => {
      const troubles = this.#ledger.revokeAll(reason);
      const detail = troubles.length === 0 ? reason : `${reason}; not written down: ${troubles[0]}`;
      return { ok: true, tries: 1, detail };
    });
    await this.#steps.run("leave", () => {
      const isKept = this.#keep(true);
      return { ok: true, tries: 1, detail: isKept ? "normal mode" : "normal mode; the record could not be written" };
    });
    if (recovered) {
      const mutual = await this.#steps.run("verify_mutual", () => verifyMutual(this.#means, mutualWithinMs));
      // A person who ends Chiron in this moment takes the healers away: that is no failure of theirs.
      if (!mutual.ok && !this.#means.hands.isEnding()) this.#left.push(mutual.detail);
    }
    const tookMs = Math.round(this.#means.monotonic() - this.#from);
    const end = { emergency: this.#id, recovered: this.#left.length === 0, left: this.#left, tookMs };
    await this.#steps.run("audit", () => {
      this.#steps.note({ type: "emergency.ended", data: end });
      return { ok: true, tries: 1, detail: "written down" };
    });
    return { ...end, steps: this.#steps.done, processes: this.#verified };
  }

  /** The grants have a little slack for this. */
  async #tellLate(): Promise<void> {
    if (this.#means.hands.isEnding()) return;
    const { sleep, limits } = this.#means;
    const late = new AbortController();
    void sleep(limits.grantSlackMs - 500, late.signal).then(
      () => late.abort(),
      () => undefined,
    );
    const page = pageOf(this.#left, this.#architect.putBack, this.#means.attempt);
    await this.#parliament.escalate(page, late.signal).catch((error: unknown) => this.#means.say(String(error)));
    late.abort();
  }

  #isTold(key: string): boolean {
    if (this.told.has(key)) return true;
    this.told.add(key);
    // Before it goes out: a watchdog that dies over it must not make its successor say it twice.
    this.#keep(false);
    return false;
  }

  #keep(isOver: boolean): boolean {
    const { folder, attempt, hands } = this.#means;
    const told = [...this.told];
    const record: EmergencyRecord = {
      ...{ emergency: this.#id, attempt, startedAt: this.#startedAt },
      ...{ watchdog: hands.own().process, isOver, told },
    };
    return writeRecord(folder, record);
  }

  /** Whoever ends Chiron does not want to see it start again. */
  async #watchForEnding(done: AbortSignal): Promise<void> {
    const { hands, sleep } = this.#means;
    while (!done.aborted && !this.#over.signal.aborted) {
      if (hands.isEnding()) {
        this.#left.push("Chiron is being ended");
        this.#over.abort();
      }
      await sleep(100, done).catch(() => undefined);
    }
  }
}
