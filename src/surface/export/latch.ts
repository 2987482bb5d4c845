/** Something to wait at that somebody else opens; opening it often, or while nobody waits, costs nothing and is not forgotten. */
export class Latch {
  #isOpen = false;
  #waiting: (() => void) | undefined;

  open(): void {
    this.#isOpen = true;
    this.#waiting?.();
  }

  close(): void {
    this.#isOpen = false;
  }

  /** Resolves at once when it is open; never rejects. */
  async opened(signal: AbortSignal): Promise<void> {
    if (this.#isOpen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        this.#waiting = undefined;
        resolve();
      };
      this.#waiting = done;
      signal.addEventListener("abort", done);
    });
  }
}
