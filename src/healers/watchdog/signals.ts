/** What the watchdog is told by signals: how all of it is to end. */

/** Why it ends, and whether the services end with it. */
export interface HowToEnd {
  readonly reason: string;
  readonly keepServices: boolean;
}

export interface Signals {
  readonly first: Promise<HowToEnd>;
  /** Whoever sends a second one does not want to wait. */
  readonly second: Promise<void>;
}

const endings: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGTERM: "SIGTERM",
  SIGINT: "Ctrl-C",
  SIGUSR2: "SIGUSR2",
  SIGHUP: "the terminal is gone",
};
/** These end Chiron alone; the services go on and are adopted by the next one. */
const keeping: ReadonlySet<string> = new Set(["SIGUSR2", "SIGHUP"]);

export function watchSignals(keepServices: boolean): Signals {
  const first = Promise.withResolvers<HowToEnd>();
  const second = Promise.withResolvers<void>();
  let isEnding = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isEnding) second.resolve();
    isEnding = true;
    // Settled once: a second signal changes nothing here.
    first.resolve({ reason: endings[signal] ?? signal, keepServices: keepServices || keeping.has(signal) });
  };
  for (const name of Object.keys(endings) as NodeJS.Signals[]) process.on(name, onSignal);
  return { first: first.promise, second: second.promise };
}
