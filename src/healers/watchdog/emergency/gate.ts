/**
 * Who may start a service: the engine, or the critical trigger, and never both. The engine comes through here before it is started, and
 * waits until a start that is under way is over; from then on the trigger is refused, until the engine is known to be gone again.
 */
export class Gate {
  #engineMayLive = false;
  #underWay: Promise<unknown> = Promise.resolve();

  /** Undefined: an engine may be there, nothing was done. */
  async trigger<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#engineMayLive) return undefined;
    const done = this.#underWay.then(() => (this.#engineMayLive ? undefined : work()));
    this.#underWay = done.catch(() => undefined);
    return done;
  }

  /** Resolves once nothing is being started any more; then the engine may be. */
  async close(): Promise<void> {
    this.#engineMayLive = true;
    await this.#underWay;
  }

  /** The engine is ended for good. */
  open(): void {
    this.#engineMayLive = false;
  }
}
