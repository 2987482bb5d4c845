/**
 * Drills by the clock: `healers: { drill: { schedule: … } }`. When one is due, a `chiron drill healers` is started as a process of its own
 * that outlives this engine. Times that pass while no engine runs are not made up for.
 */
import { type CronTimes, loadCronTimes } from "#core/lib";
import { event, messageOf } from "#core/model";
import type { Timer } from "#core/platform";
import type { Parts } from "../parts.ts";

/** The wall clock may step, so that no timer is trusted for longer. */
const longestWaitMs = 60_000;

export class DrillSchedule {
  readonly #parts: Parts;
  readonly #dataDir: string;
  #times: CronTimes | undefined;
  #armed: { readonly cron: string; readonly zone: string; readonly nextAt: number | null } | undefined;
  #timer: Timer | null = null;

  constructor(parts: Parts, dataDir: string) {
    this.#parts = parts;
    this.#dataDir = dataDir;
  }

  /** At the start, and with every new configuration. */
  async start(): Promise<void> {
    const setting = this.#parts.settings().healers.drill;
    this.stop();
    if (setting === undefined) return;
    this.#times ??= await loadCronTimes();
    if (this.#parts.stopping.aborted) return;
    const { cron, zone } = setting;
    const nextAt = this.#times.next(cron, zone, this.#parts.platform.clock.now());
    this.#armed = { cron, zone, nextAt };
    this.#turn();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#armed = undefined;
  }

  #turn(): void {
    this.#timer?.cancel();
    const armed = this.#armed;
    if (armed === undefined || armed.nextAt === null || this.#parts.stopping.aborted) return;
    const { clock } = this.#parts.platform;
    const waitMs = armed.nextAt - clock.now();
    if (waitMs > 0) {
      this.#timer = clock.after(Math.min(waitMs, longestWaitMs), () => this.#turn());
      return;
    }
    void this.#begin();
    void this.start();
  }

  async #begin(): Promise<void> {
    const { platform, settings, record } = this.#parts;
    const setting = settings().healers.drill;
    if (setting === undefined) return;
    try {
      const { drillCommand } = await import("#healers/drill");
      await platform.processes.spawn(drillCommand(this.#dataDir, setting));
    } catch (error) {
      record([event("drill.skipped", { reason: `it could not be started: ${messageOf(error)}` })]);
    }
  }
}
