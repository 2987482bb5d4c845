/** When a silence or a window begins or ends: what was held is looked at again, and what was kept back and is still so is told, once. */
import { event, type NewEvent, type StoredEvent } from "#core/model";
import type { Timer } from "#core/platform";
import type { Cases } from "../cases.ts";
import type { Parts } from "../parts.ts";
import type { Queue } from "../telling.ts";

/** The wall clock may step, so that no timer is trusted for longer. */
const longestWaitMs = 60_000;

export class Boundaries {
  readonly #parts: Parts;
  readonly #cases: Cases;
  /** Sends at once. */
  readonly #send: Queue;
  #timer: Timer | null = null;
  /** Wall clock: the next time at which something begins or ends by itself. */
  #next: number | null = null;

  constructor(parts: Parts, cases: Cases, send: Queue) {
    this.#parts = parts;
    this.#cases = cases;
    this.#send = send;
  }

  /** Something was switched, or its time has come. */
  changed(): void {
    if (this.#parts.stopping.aborted) return;
    this.#endWhatIsOver();
    this.release();
    this.#cases.wakeHeld();
    this.#wait();
  }

  /** A wall clock that was put forward, or a machine that slept, has gone past an end that the timer still waits for. */
  houseKeep(): void {
    if (this.#next !== null && this.#parts.platform.clock.now() >= this.#next) this.changed();
  }

  /** What has become worse may be none of those that a silence or a window is for any more. */
  onStored({ type, data }: StoredEvent): void {
    if (type !== "incident.refreshed" || data.severity === undefined || this.#parts.stopping.aborted) return;
    this.release();
    if (this.#parts.state.open.get(data.incident)?.hold?.policy === "maintenance") this.#cases.wake(data.incident);
  }

  /** Only what is still open is told, and of each only the last word. */
  release(): void {
    const { state, operating } = this.#parts;
    for (const { incident: id, message, because, at } of [...state.standing.all("withheld").values()]) {
      const incident = state.incident(id);
      if (incident === undefined || operating.keepsBack(incident) !== undefined) continue;
      const since = new Date(at).toISOString();
      const body = `This was kept back since ${since} by ${because}, and is still so.\n\n${message.body}`;
      this.#send({ ...message, body });
    }
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    const { clock } = this.#parts.platform;
    this.#timer?.cancel();
    const next = this.#parts.operating.nextChange();
    this.#next = next;
    if (next === null) return;
    const isDue = next - clock.now() <= longestWaitMs;
    const delayMs = Math.max(1, Math.min(next - clock.now(), longestWaitMs));
    this.#timer = clock.after(delayMs, () => (isDue ? this.changed() : this.#wait()));
  }

  /** What was added at run time is taken off the books once its time is over. */
  #endWhatIsOver(): void {
    const { state, platform, record } = this.#parts;
    const now = platform.clock.now();
    const isOver = ({ until }: { readonly until: number | null }) => until !== null && now >= until;
    const reason = "its time is over";
    const ended: NewEvent[] = [
      ...[...state.standing.all("silence").values()]
        .filter(isOver)
        .map(({ id }) => event("silence.ended", { silence: id, reason })),
      ...[...state.standing.all("maintenance").values()]
        .filter(isOver)
        .map(({ name }) => event("maintenance.ended", { window: name, reason })),
    ];
    if (ended.length > 0) record(ended);
  }
}
