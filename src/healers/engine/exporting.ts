/** What brings the log to places outside, put together: it is handed what is durable, and nothing that it does reaches the loop. */
import { dirname, join } from "node:path";
import type { Settings } from "#core/model";
import type { Platform } from "#core/platform";
import { createExports, type Exports, sinks } from "#surface/export";
import type { Store } from "./store.ts";
import { version } from "./version.ts";

export interface ExportingMeans extends Platform {
  readonly environment: (name: string) => string | undefined;
  readonly say: (line: string) => void;
}

export function exportsOf(settings: Settings, store: Store, means: ExportingMeans): Exports {
  const { clock, random, files, network, environment, say } = means;
  const { log, reader } = store;
  return createExports({
    sinks,
    log: {
      head: () => log.durableHead(),
      events: (query) => reader.events(query),
      subscribe: (listener) => log.subscribe(listener),
    },
    // Beside the log that the cursors stand in.
    folder: join(dirname(store.path), "exports"),
    random,
    context: { clock, files, network, environment, node: settings.node, version },
    say,
  });
}
