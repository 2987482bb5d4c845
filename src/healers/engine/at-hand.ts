/**
 * The plans that somebody has begun by hand on incidents in human hands. A plan that was begun is carried to its end, since half of one can
 * be worse than none of it; its incident does not end between two steps, but once the last is done.
 */
export class AtHand {
  readonly #withheld = new Map<string, string | null>();

  has(incident: string): boolean {
    return this.#withheld.has(incident);
  }

  /** An end that was seen meanwhile, for this reason. False where nobody is at work, and the incident may end right away. */
  withhold(incident: string, reason: string): boolean {
    if (!this.#withheld.has(incident)) return false;
    this.#withheld.set(incident, reason);
    return true;
  }

  /** Runs the steps; gives what they gave, and the reason for which the incident would have ended meanwhile. */
  async during<T>(
    incident: string,
    work: () => Promise<T>,
  ): Promise<{ readonly value: T; readonly ended: string | null }> {
    this.#withheld.set(incident, null);
    try {
      const value = await work();
      return { value, ended: this.#withheld.get(incident) ?? null };
    } finally {
      this.#withheld.delete(incident);
    }
  }
}
