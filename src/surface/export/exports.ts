/** All followers of the log that the configuration asks for, together: started, changed by a reload, shown, ended. */
import { join } from "node:path";
import type { ConfiguredSink, Settings, Sink, SinkContext, SinkView, StoredEvent } from "#core/model";
import type { Random } from "#core/platform";
import { Cursor } from "./cursor.ts";
import { Follower, type LogSource } from "./follower.ts";
import { deliveryTo } from "./sink-delivery.ts";

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
  /** Takes up what the configuration names; what is no longer in it is let go, what is unchanged goes on. */
  configure(settings: ExportSettings): Promise<void>;
  views(): readonly SinkView[];
  stop(): Promise<void>;
}

interface Running {
  readonly key: string;
  readonly follower: Follower;
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
    this.#configuring = this.#configuring.then(() => this.#exchange(settings));
    return this.#configuring;
  }

  async #exchange({ sinks }: ExportSettings): Promise<void> {
    const wanted = new Map(sinks.map((sink) => [sink.id, sink]));
    for (const [id, { key, follower }] of [...this.#running]) {
      if (keyOf(wanted.get(id)) === key) {
        follower.retryNow();
        continue;
      }
      this.#running.delete(id);
      await follower.stop();
    }
    if (wanted.size > 0) await this.#means.context.files.makeFolder(this.#means.folder, 0o700);
    for (const sink of wanted.values()) if (!this.#running.has(sink.id)) await this.#take(sink);
  }

  views(): readonly SinkView[] {
    return [...this.#running.values()].map(({ follower }) => follower.view());
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([...this.#running.values()].map(({ follower }) => follower.stop()));
    this.#running.clear();
  }

  async #take(configured: ConfiguredSink): Promise<void> {
    const { sinks, log, folder, random, context, say } = this.#means;
    const { id, kind, from, timeoutMs, options } = configured;
    const sink = sinks.get(kind);
    if (sink === undefined) return;
    const { clock, files } = context;
    const cursor = new Cursor(join(folder, `${id}.json`), files, clock);
    const delivery = deliveryTo(sink, options, context);
    const follower = new Follower({
      ...{ name: id, kind, from, timeoutMs, log, cursor, clock, random, say },
      ...delivery,
    });
    this.#running.set(id, { key: keyOf(configured), follower });
    await follower.start();
  }
}

function keyOf(configured: ConfiguredSink | undefined): string {
  return configured === undefined ? "" : JSON.stringify(configured);
}
