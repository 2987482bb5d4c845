/** An engine in this process that is run anew whenever it says that it is to be, as `chiron up` does; its events over all its lives. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { EventType, StoredEvent } from "#core/model";
import { until } from "#core/platform/test";
import { goesOn, type RunningEngine, runEngine } from "#healers/engine";

type Of<T extends EventType> = Extract<StoredEvent, { type: T }>;

export interface Lasting {
  /** The life that it leads now. */
  readonly engine: () => RunningEngine;
  readonly said: readonly string[];
  /** Monotonic, of the beginning of each life. */
  readonly begunAt: readonly number[];
  event<T extends EventType>(type: T, fits?: (stored: Of<T>) => boolean, deadlineMs?: number): Promise<Of<T>>;
  all<T extends EventType>(type: T): readonly Of<T>[];
  stop(): Promise<void>;
}

export async function startLasting(
  t: TestContext,
  folder: string,
  dataDir: string,
  yaml: string,
  takeOver = false,
): Promise<Lasting> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "chiron.yaml"), yaml);
  const said: string[] = [];
  const events: StoredEvent[] = [];
  const begunAt: number[] = [];
  let isStopped = false;
  const begin = async (after?: Error): Promise<RunningEngine> => {
    const running = await runEngine({
      ...{ configFile: join(folder, "chiron.yaml"), dataDir, port: 0, after, takeOver },
      say: (line) => said.push(line),
    });
    begunAt.push(performance.now());
    events.push(
      ...running.engine.facade
        .events({ limit: 100_000 })
        .filter((one) => !events.some(({ hash }) => hash === one.hash)),
    );
    running.engine.facade.subscribe((stored) => events.push(stored));
    return running;
  };
  let current = await begin();
  const alive = setInterval(() => undefined, 1_000);
  const goOn = async (): Promise<void> => {
    for (;;) {
      const why = await current.failed;
      if (isStopped) return;
      await current.stop({ reason: why.message, keepServices: true });
      if (!goesOn(why)) throw why;
      current = await begin(why);
    }
  };
  void goOn().catch((error: unknown) => said.push(`it ended: ${String(error)}`));
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    try {
      await current.stop({ reason: "the test is over", keepServices: false });
    } finally {
      clearInterval(alive);
    }
  };
  t.after(stop);
  const all: Lasting["all"] = (type) => events.filter((one): one is Of<typeof type> => one.type === type);
  return {
    ...{ engine: () => current, said, begunAt, all, stop },
    event: (type, fits = () => true, deadlineMs = 30_000) =>
      until(type, () => all(type).find(fits), deadlineMs).catch((error: unknown) => {
        throw new Error(
          `${String(error)}; seen: ${events.map((one) => one.type).join(" ")}; said: ${said.join(" | ")}`,
        );
      }) as Promise<Of<typeof type>>,
  };
}
