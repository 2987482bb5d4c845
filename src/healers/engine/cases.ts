/**
 * One case per open incident. `wake` looks at where the incident stands and does what comes next, until it rests: because it
 * ended, because a human must speak, because a policy holds it, or because there is nothing more that Chiron may do.
 */
import type { Incident } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import { isOpen } from "#loop/incident";
import { advance, type Tools } from "./casework/index.ts";
import { endByItself } from "./ending.ts";
import type { Parts } from "./parts.ts";
import type { Repairs } from "./repairs.ts";
import type { Telling } from "./telling.ts";

export class Cases {
  readonly #parts: Parts;
  readonly #tools: Tools;
  readonly #running = new Map<string, Promise<void>>();
  readonly #wakeAgain = new Set<string>();
  /** When each is looked at again by itself; wall clock. */
  readonly #wakes = new Map<string, { readonly at: number; readonly timer: Timer }>();

  constructor(parts: Parts, repairs: Repairs, telling: Telling) {
    this.#parts = parts;
    this.#tools = { repairs, telling, wakeAt: (id, at) => this.#wakeAt(id, at) };
  }

  /** Something about this incident changed: look at it. */
  wake(id: string): void {
    if (this.#parts.stopping.aborted) return;
    if (this.#running.has(id)) {
      this.#wakeAgain.add(id);
      return;
    }
    this.#wakes.get(id)?.timer.cancel();
    this.#wakes.delete(id);
    const work = this.#workOn(id)
      .catch((error: unknown) => {
        // What waited for its turn when the engine was stopped goes on with the next one.
        if (!this.#parts.stopping.aborted) this.#parts.report(error, `incident ${id}`);
      })
      .finally(() => {
        this.#running.delete(id);
        if (this.#wakeAgain.delete(id)) this.wake(id);
      });
    this.#running.set(id, work);
  }

  /** Something that policies look at changed: look at all that are held, or only at those that this policy holds. */
  wakeHeld(policy?: string): void {
    for (const { id, hold } of this.#parts.state.open.values()) {
      if (hold !== null && (policy === undefined || hold.policy === policy)) this.wake(id);
    }
  }

  /** The anomaly's own end was seen by good readings. */
  onCleared(incident: Incident): void {
    endByItself(this.#parts, incident, "good readings in a row");
  }

  /** Looks at those whose time has come early, because somebody has set the clock forward. */
  houseKeep(): void {
    const now = this.#parts.platform.clock.now();
    for (const [id, { at }] of this.#wakes) if (at <= now) this.wake(id);
  }

  /** Resolves when no case is being worked on. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  stop(): void {
    for (const { timer } of this.#wakes.values()) timer.cancel();
    this.#wakes.clear();
  }

  #wakeAt(id: string, at: number | null): void {
    if (at === null) return;
    const { clock } = this.#parts.platform;
    this.#wakes.get(id)?.timer.cancel();
    const timer = clock.after(Math.max(0, at - clock.now()), () => this.wake(id));
    this.#wakes.set(id, { at, timer });
  }

  async #workOn(id: string): Promise<void> {
    const { state, stopping, target: find } = this.#parts;
    for (;;) {
      const incident = state.incident(id);
      const target = incident === undefined ? undefined : find(incident.target);
      if (incident === undefined || target === undefined || !isOpen(incident) || stopping.aborted) return;
      if ((await advance(this.#parts, this.#tools, incident, target)) === "rest") return;
    }
  }
}

/** As soon as no case is being worked on, and after so long in any case. */
export async function idleWithin(cases: Cases, clock: Clock, ms: number): Promise<void> {
  const patience = new AbortController();
  const late = clock.sleep(ms, patience.signal).catch(() => undefined);
  await Promise.race([cases.idle(), late]);
  patience.abort();
}
