/** Writes the file whenever something of it changes: beside the work, one write at a time, never on the way of a repair. */
import type { EventType, StoredEvent } from "#core/model";
import type { Files, Timer } from "#core/platform";
import { type CriticalTargets, criticalFile } from "#healers/mutual/critical";

const mode = 0o600;
/** Windows move on by themselves, and nobody tells. */
const anewEveryMs = 600_000;

/** What changes anything of it. */
const told: ReadonlySet<EventType> = new Set<EventType>([
  "service.started",
  "service.exited",
  "service.stopped",
  "service.held",
  "service.let_go",
  "target.started",
  "target.stopped",
  "healing.paused",
  "healing.resumed",
  "maintenance.started",
  "maintenance.ended",
  "silence.added",
  "silence.ended",
  "config.loaded",
  "runbook.approved",
  "runbook.demoted",
  "runbook.graduated",
  "runbook.amended",
]);

export interface CriticalKeeper {
  onStored(stored: StoredEvent): void;
  stop(): void;
}

export interface KeeperMeans {
  /** `<data>/healers` */
  readonly folder: string;
  readonly files: Pick<Files, "write" | "makeFolder">;
  readonly clock: { after(delayMs: number, callback: () => void): Timer };
  readonly now: () => CriticalTargets;
  readonly say: (line: string) => void;
}

export function keepCritical(means: KeeperMeans): CriticalKeeper {
  const path = criticalFile(means.folder);
  let isDue = false;
  let writing = false;
  // Another engine may have left one.
  let wasEmpty = false;
  let timer: Timer | undefined;
  const write = async (): Promise<void> => {
    writing = true;
    while (isDue) {
      isDue = false;
      const now = means.now();
      // Most configurations have none, and need not say so again and again.
      if (now.targets.length === 0 && wasEmpty) continue;
      wasEmpty = now.targets.length === 0;
      try {
        await means.files.makeFolder(means.folder, 0o700);
        await means.files.write(path, `${JSON.stringify(now)}\n`, { mode });
      } catch (error) {
        means.say(`what critical targets need in an emergency could not be written down: ${String(error)}`);
      }
    }
    writing = false;
  };
  const due = (): void => {
    isDue = true;
    if (!writing) void write();
  };
  const again = (): void => {
    timer = means.clock.after(anewEveryMs, () => {
      due();
      again();
    });
  };
  again();
  return {
    onStored: ({ type }) => {
      if (told.has(type)) due();
    },
    stop: () => timer?.cancel(),
  };
}
