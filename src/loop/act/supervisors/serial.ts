/** One thing at a time for each target: a stop and a start of the same service never overlap. */

export interface Serial {
  /** Runs `work` when everything before it under this key has settled; at once, in the same tick, when nothing is. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  busy(key: string): boolean;
}

export function createSerial(): Serial {
  const last = new Map<string, Promise<unknown>>();
  return {
    run: (key, work) => {
      const before = last.get(key);
      const result = before === undefined ? work() : before.then(work, work);
      const settled = result.then(
        () => undefined,
        () => undefined,
      );
      last.set(key, settled);
      settled.then(() => {
        if (last.get(key) === settled) last.delete(key);
      });
      return result;
    },
    busy: (key) => last.has(key),
  };
}
