/** All followers of the log that the configuration asks for, together: started, changed by a reload, shown, ended. */
import { join } from "node:path";
import { messageOf, type Settings, type Sink, type SinkContext, type SinkView, type StoredEvent } from "#core/model";
import type { Random } from "#core/platform";
import { Cursor } from "./cursor.ts";
import { Follower, type FollowerMeans, type LogSource } from "./follower.ts";
import { deliveryTo } from "./sink-delivery.ts";
import type { SpanCounts } from "./traces/index.ts";

export interface ExportMeans {
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly log: LogSource & { subscribe(listener: (stored: StoredEvent) => void): () => void };
  /** Where the cursors are kept: beside the log that they stand in. */
  readonly folder: string;
  readonly random: Random;
  readonly context: SinkContext;
  readonly say: (line: string) => void;
}

export type ExportSettings = Pick<Settings, "sinks" | "traces">;

export interface Exports {
  /** Never rejects: the engine does its work without them. Takes up what the configuration names; what is no longer in it is let go, what is unchanged goes on. */
  configure(settings: ExportSettings): Promise<void>;
  views(): readonly SinkView[];
  stop(): Promise<void>;
}

interface Running {
  readonly key: string;
  readonly follower: Follower;
  readonly spans: SpanCounts | undefined;
}

export function createExports(means: ExportMeans): Exports {
  return new LogExports(means);
}

class LogExports implements Exports {
  readonly #means: ExportMeans;
  readonly #running = new Map<string, Running>();
  #configuring: Promise<void> = Promise.resolve();
  readonly #unsubscribe: () => void;

  constructor(means: ExportMeans) {
    this.#means = means;
    this.#unsubscribe = means.log.subscribe(() => {
      for (const { follower } of this.#running.values()) follower.wake();
    });
  }

  configure(settings: ExportSettings): Promise<void> {
    // One after the other: two reloads must not both take up the same sink.
    this.#configuring = this.#configuring
      .then(() => this.#exchange(settings))
      .catch((error: unknown) => this.#means.say(`error: sinks: ${messageOf(error)}`));
    return this.#configuring;
  }

  async #exchange(settings: ExportSettings): Promise<void> {
    const wanted = wishesOf(settings);
    for (const [id, { key, follower }] of [...this.#running]) {
      if (wanted.get(id)?.key === key) {
        follower.retryNow();
        continue;
      }
      this.#running.delete(id);
      await follower.stop();
    }
    if (wanted.size > 0) await this.#means.context.files.makeFolder(this.#means.folder, 0o700);
    for (const [id, wish] of wanted) if (!this.#running.has(id)) await this.#take(id, wish);
  }

  views(): readonly SinkView[] {
    return [...this.#running.values()].map(({ follower, spans }) => ({
      ...follower.view(),
      ...(spans === undefined ? {} : { spans: { ...spans } }),
    }));
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#configuring;
    await Promise.all([...this.#running.values()].map(({ follower }) => follower.stop()));
    this.#running.clear();
  }

  async #take(id: string, { key, common, kind, open }: Wish): Promise<void> {
    const { log, folder, random, context, say } = this.#means;
    const delivery = await open(this.#means);
    if (delivery === undefined) return;
    const { clock, files } = context;
    const cursor = new Cursor(join(folder, `${id}.json`), files, clock);
    const { counts, ...ways } = delivery;
    const follower = new Follower({ ...common, ...ways, name: id, kind, log, cursor, clock, random, say });
    this.#running.set(id, { key, follower, spans: counts });
    await follower.start();
  }
}

/** One place that the configuration asks for, and how it is reached. */
interface Wish {
  readonly key: string;
  readonly kind: string;
  readonly common: Pick<FollowerMeans, "from" | "timeoutMs">;
  readonly open: (
    means: ExportMeans,
  ) => Promise<(Pick<FollowerMeans, "deliver" | "letGo"> & { readonly counts?: SpanCounts }) | undefined>;
}

function wishesOf({ sinks, traces }: ExportSettings): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const configured of sinks) {
    const { id, kind, from, timeoutMs, options } = configured;
    const open: Wish["open"] = async (means) => {
      const sink = means.sinks.get(kind);
      return sink === undefined ? undefined : deliveryTo(sink, options, means.context);
    };
    wishes.set(id, { key: JSON.stringify(configured), kind, common: { from, timeoutMs }, open });
  }
  if (traces !== null) {
    const { from, timeoutMs } = traces;
    const open: Wish["open"] = async ({ log, context }) => {
      const { traceDelivery } = await import("./traces/index.ts");
      return traceDelivery(traces, log, context);
    };
    wishes.set("traces", { key: JSON.stringify(traces), kind: "otlp", common: { from, timeoutMs }, open });
  }
  return wishes;
}
