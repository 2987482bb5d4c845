/** The real platform: this machine's clock, processes, files and sockets. Linux only, for /proc. */
import type { Platform } from "../index.ts";
import { createRealClock } from "./clock.ts";
import { createRealFiles } from "./files/index.ts";
import { createSortableIds } from "./ids.ts";
import { createRealNetwork, type RealNetwork } from "./network/index.ts";
import { createRealProcesses, type RealProcesses } from "./processes/index.ts";
import { createRealRandom } from "./random.ts";
import { createRealSqlite } from "./sqlite/index.ts";

export { createRealClock } from "./clock.ts";
export { findExecutable } from "./processes/executable.ts";

export interface RealPlatform extends Platform {
  readonly processes: RealProcesses;
  readonly network: RealNetwork;
  /** Ends the processes that only wait and closes the connections; what was started goes on. */
  close(): void;
}

/** Any part may be replaced, as a simulation does with the clock. */
export function createRealPlatform(options: Partial<Pick<Platform, "clock" | "random" | "ids">> = {}): RealPlatform {
  const clock = options.clock ?? createRealClock();
  const random = options.random ?? createRealRandom();
  const ids = options.ids ?? createSortableIds(clock, random);
  const processes = createRealProcesses(ids);
  const network = createRealNetwork();
  return {
    clock,
    random,
    ids,
    processes,
    files: createRealFiles(),
    network,
    sqlite: createRealSqlite(processes),
    close: () => {
      processes.close();
      network.close();
    },
  };
}
