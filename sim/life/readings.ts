/** Readings are disposable, and nothing is decided on the kept ones but the baselines: so only these are kept, from life to life. */
import type { Readings } from "#core/log";
import type { LearnedBaseline } from "#core/model";

export class Kept {
  readonly #baselines = new Map<string, LearnedBaseline>();

  door(): Readings {
    return {
      add: () => undefined,
      query: () => [],
      prune: () => ({ removed: 0, more: false }),
      baselines: () => [...this.#baselines.values()],
      keepBaselines: (learned) => {
        for (const one of learned) this.#baselines.set(`${one.target} ${one.probe}`, one);
      },
      flush: () => undefined,
      trouble: () => ({ dropped: 0, error: undefined }),
      close: () => undefined,
    };
  }
}
