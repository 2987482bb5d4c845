/**
 * Chiron's own store, watched like any other (HOST-24): soon after the start and once a day the whole hash chain, every five minutes
 * SQLite's quick check; both in processes of their own. What is found must be found twice: to take the own store for damaged is no
 * small thing.
 */
import { fileURLToPath } from "node:url";
import { ChironError } from "#core/model";
import type { Clock, Platform, Timer } from "#core/platform";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

export interface StoreWatchMeans {
  readonly platform: Pick<Platform, "clock" | "processes" | "sqlite">;
  readonly path: string;
  readonly everyMs: number;
  readonly onDamage: (error: ChironError) => void;
}

export interface StoreWatch {
  start(): void;
  stop(): void;
}

const dayMs = 86_400_000;
/** Whatever the start needs goes first. */
const firstAfterMs = 2_000;
const withinMs = 600_000;

export function createStoreWatch({ platform, path, everyMs, onDamage }: StoreWatchMeans): StoreWatch {
  const { clock } = platform;
  const ending = new AbortController();
  let timer: Timer | undefined;
  let provedAt: number | undefined;

  const look = async (): Promise<void> => {
    const isDue = provedAt === undefined || clock.monotonic() - provedAt >= dayMs;
    if (isDue) provedAt = clock.monotonic();
    const find = isDue ? proveChain : quickCheck;
    const patience = AbortSignal.any([ending.signal, timeoutOf(clock, withinMs)]);
    const first = await find(platform, path, patience);
    const second = first === undefined ? undefined : await find(platform, path, patience);
    if (ending.signal.aborted) return;
    if (second !== undefined) return onDamage(damaged(path, second));
    timer = clock.after(everyMs, () => void look());
  };

  return {
    start() {
      timer = clock.after(firstAfterMs, () => void look());
    },
    stop() {
      timer?.cancel();
      ending.abort();
    },
  };
}

function timeoutOf(clock: Clock, ms: number): AbortSignal {
  const controller = new AbortController();
  clock.after(ms, () => controller.abort());
  return controller.signal;
}

async function quickCheck(
  { sqlite }: StoreWatchMeans["platform"],
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await sqlite.check({ path, deep: false }, signal);
  if (found.kind === "damaged") return found.problems.join("; ");
  // It was there when the engine opened it.
  return found.kind === "missing" || found.kind === "empty" ? found.reason : undefined;
}

async function proveChain(
  { processes }: StoreWatchMeans["platform"],
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = [process.execPath, "--no-warnings", program, path];
  const { stdout } = await processes.run({ command, cwd: "/", signal, graceMs: 0 });
  try {
    const { problems } = JSON.parse(stdout) as { readonly problems: readonly string[] };
    return problems.length === 0 ? undefined : problems.join("; ");
  } catch {
    // No answer says nothing.
    return undefined;
  }
}

export function damaged(path: string, why: string): ChironError {
  return new ChironError("store_failed", `The store ${path} is damaged: ${why}`, {
    help: "`chiron store restore FILE` puts a backup in its place, `chiron store fresh --yes` begins a new one.",
    details: { path, damaged: true },
  });
}

/** Whether an error says that the store itself is damaged, rather than locked, full or somebody else's. */
export function isDamage(error: unknown): error is ChironError {
  return error instanceof ChironError && error.code === "store_failed" && error.details.damaged === true;
}
