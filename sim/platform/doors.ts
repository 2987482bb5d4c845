/** What of the platform is not simulated throws when it is used, so that nothing passes for simulated that is not. */
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

/** What a life waits for once it is over. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
