import { messageOf, type StoredEvent } from "#core/model/plain";

type Listener = (stored: StoredEvent) => void;

/** Tells listeners of durable events, in order also when a listener causes further ones to become durable. */
export class Subscribers {
  readonly #listeners = new Set<Listener>();
  readonly #onError: (error: unknown) => void;
  #untold: StoredEvent[] = [];
  #telling = false;

  constructor(onError: ((error: unknown) => void) | undefined = warn) {
    this.#onError = onError;
  }

  add(listener: Listener): () => void {
    // The same function may subscribe twice and stop once, so each subscription is a thing of its own.
    const own: Listener = (stored) => listener(stored);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(events: readonly StoredEvent[]): void {
    if (this.#listeners.size === 0 && !this.#telling) return;
    for (const stored of events) this.#untold.push(stored);
    if (this.#telling) return;
    this.#telling = true;
    try {
      while (this.#untold.length > 0) {
        const batch = this.#untold;
        this.#untold = [];
        for (const stored of batch) this.#tellOne(stored);
      }
    } finally {
      this.#telling = false;
    }
  }

  #tellOne(stored: StoredEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(stored);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(messageOf(error)));
}
