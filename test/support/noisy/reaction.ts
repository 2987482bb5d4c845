/** What a peer or a program of the simulated machine does with one question: answers after a while, or breaks it off. */
export interface Reaction {
  readonly afterMs: number;
  readonly status?: number;
  readonly code?: number;
  readonly body?: string;
  readonly breaks?: boolean;
}

/** Whatever of the platform is not simulated throws when it is used, so that nothing passes for simulated that is not. */
export function onlySimulated<T extends object>(door: string, members: Partial<T>): T {
  return new Proxy(members as T, {
    get: (target, name) => {
      if (Reflect.has(target, name) || typeof name === "symbol" || name === "then") return Reflect.get(target, name);
      return () => {
        throw new Error(`${door}.${String(name)} is not simulated`);
      };
    },
  });
}
