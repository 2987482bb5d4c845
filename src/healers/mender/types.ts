/** What the parts of the mender share. */
import type { EventLog } from "#core/log";
import type { LogReader } from "#core/log/read";
import type { DeclaredRepository, NewEvent, RepairTask, ScanWish, StoredEvent } from "#core/model";
import type { Platform } from "#core/platform";
import type { Syntax } from "./syntax.ts";

export interface MenderMeans {
  readonly platform: Platform;
  /** Absolute, without links: git names work trees so. */
  readonly dataDir: string;
  /** The mender's own stream. */
  readonly log: EventLog;
  /** The engine's stream, and the tables. */
  readonly reader: LogReader;
  readonly syntax: Syntax;
  readonly say: (line: string) => void;
}

/** What it has at hand, all of it a fold over the log. */
export interface MenderState {
  /** Those that have not ended. */
  readonly tasks: ReadonlyMap<string, RepairTask>;
  readonly wishes: ReadonlyMap<number, ScanWish>;
  readonly declared: ReadonlyMap<string, DeclaredRepository>;
  readonly isPaused: boolean;
  /** Aborted once the task has ended, by whatever: what is under way for it is of no use any more. */
  untilOver(task: string): AbortSignal;
  /** Whether it is worked on still, and for the same wish: a human may have said no, and then yes again. */
  isAtWorkOn(task: Pick<RepairTask, "id" | "round">): boolean;
}

export interface Parts extends MenderMeans {
  readonly state: MenderState;
  /** Aborted when the mender is to end. */
  readonly signal: AbortSignal;
  readonly record: (events: readonly NewEvent[]) => readonly StoredEvent[];
  /** Resolves once all that was recorded is on disk. */
  readonly durable: () => Promise<void>;
}

/** In which its work trees lie, and what its tests said. */
export function placesIn(dataDir: string) {
  return {
    worktrees: `${dataDir}/repair/worktrees`,
    tests: `${dataDir}/repair/tests`,
    agents: `${dataDir}/repair/agents`,
  };
}

export function worktreeOf({ dataDir }: Pick<MenderMeans, "dataDir">, { repository, id }: RepairTask): string {
  return `${placesIn(dataDir).worktrees}/${repository}/${id}`;
}

export function branchOf({ id }: Pick<RepairTask, "id">): string {
  return `chiron/${id}`;
}

/** By which all that a task has started is found again. */
export const taskMark = "CHIRON_REPAIR";

export function markOf({ dataDir }: Pick<MenderMeans, "dataDir">, task: string): readonly [string, string] {
  return [taskMark, `${dataDir}:${task}`];
}
