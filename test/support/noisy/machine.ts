/** A simulated machine: its processes, files and peers exist only here, and its time moves only when a test moves it. */
import type { FileSystemSpace, Platform, Sqlite } from "#core/platform";
import { createCountingIds, createSeededRandom, createTestClock } from "#core/platform/test";
import { createFiles } from "./files.ts";
import { createNetwork } from "./network.ts";
import { createProcesses } from "./processes.ts";
import { onlySimulated, type Reaction } from "./reaction.ts";

export type Machine = ReturnType<typeof createMachine>;

export function createMachine(seed: number) {
  const clock = createTestClock();
  const random = createSeededRandom(seed);
  const peers = new Map<string, () => Reaction>();
  const programs = new Map<string, () => Reaction>();
  const spaces = new Map<string, () => FileSystemSpace>();
  const { processes, killAll } = createProcesses(clock, programs);
  const { files, write, rotate } = createFiles(clock, spaces);
  const databases = new Map<string, () => Awaited<ReturnType<Sqlite["check"]>>>();
  const sqlite = onlySimulated<Sqlite>("sqlite", {
    check: async ({ path }) => databases.get(path)?.() ?? { kind: "missing", reason: `there is no ${path}` },
  });
  const platform = onlySimulated<Platform>("platform", {
    clock,
    random,
    ids: createCountingIds(),
    network: createNetwork(clock, peers),
    processes,
    files,
    sqlite,
  });
  return { platform, clock, random, peers, programs, spaces, databases, killAll, write, rotate };
}
