/** Keeps the engine up, as a service manager would: when it was killed, it is started again and takes its services up again. */

import { type End, type RunningEngine, startEngine } from "./engine.ts";
import type { Playground } from "./folder.ts";

/** Somebody may kill it by hand to see what happens; one that ends again and again has a fault that a restart does not mend. */
const mostRestarts = 10;
const withinMs = 60_000;

export interface KeptEngine {
  readonly current: RunningEngine;
  /** Settles when the end was asked for; rejects when the engine cannot be kept up. */
  readonly over: Promise<void>;
}

export async function keepEngine(
  playground: Playground,
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<KeptEngine> {
  let current = await startEngine(playground);
  const starts: number[] = [];
  const keep = async () => {
    while (!signal.aborted) {
      const ended = await Promise.race([current.ended, aborted(signal)]);
      if (ended === undefined) break;
      const now = performance.now();
      starts.push(now);
      const why = wordsOf(ended);
      if (starts.filter((at) => now - at < withinMs).length > mostRestarts) {
        throw new Error(`Chiron ended again and again, now with ${why}. What it said is in ${playground.engineLog}`);
      }
      say(`Chiron itself was ended (${why}). Its services live on; it is started again and takes them up.`);
      current = await startEngine(playground);
    }
    const end = await current.end();
    if (end.code !== 0) throw new Error(`Chiron did not end well (${wordsOf(end)}); ${playground.engineLog} tells why`);
  };
  return {
    get current() {
      return current;
    },
    over: keep(),
  };
}

function wordsOf({ code, signal }: End): string {
  return signal ?? `exit code ${code}`;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
