/** What is asked of the mender, and what it does; part of all events (events.ts). */
import type { AgentsAtHand } from "./agent.ts";
import type { ChainOrder, StepReport } from "./drift-chain.ts";
import type {
  BrokenFile,
  DeclaredRepository,
  Proposal,
  ScanResult,
  ScanWish,
  TaskOrigin,
  TaskStage,
} from "./mending.ts";

export interface MendingEvents {
  /** The engine's: what the configuration declares. The mender goes by it, so that both go by the same. */
  "repositories.declared": {
    readonly repositories: readonly DeclaredRepository[];
    /** Coding agents, where there are any. */
    readonly atHand?: AgentsAtHand;
  };
  /** The engine's: a scan of a repository, or of one file of it, whose repair is wanted. */
  "repair.requested": TaskOrigin & {
    readonly repository: string;
    readonly file: string | null;
    readonly reason: string | null;
  };
  /** The engine's: what a human says of one commit. */
  "repair.answered": {
    readonly task: string;
    /** Null with `reject`: whatever there is. */
    readonly commit: string | null;
    readonly answer: "approve" | "reject";
    readonly reason: string | null;
  };
  /** The engine's: people were told of these tasks as they are now. */
  "repair.told": { readonly tasks: readonly { readonly task: string; readonly what: string }[] };

  /** The mender's: it has taken in the engine's stream up to here. What follows from it stands in the same commit. */
  "repair.heard": { readonly seq: number; readonly refused: string | null };
  /** It stands until a scan answers it. */
  "repair.scan_wanted": ScanWish;
  "repair.scanned": ScanResult;
  /** Opened, or opened again: somebody has put the broken content back, or a person wants another try. */
  "repair.task_opened": BrokenFile &
    TaskOrigin & {
      readonly task: string;
      readonly deadlineAt: number;
      readonly maxAttempts: number;
      readonly observed: boolean;
      /** Of source `contract`. */
      readonly order?: ChainOrder;
      /** Of source `contract`: the place, in the engine's stream, of the approval that it follows from. Of others, and of old ones: none. */
      readonly approval?: number;
    };
  /** Of a chain: one of its steps. With `code` comes what the contract is to be, as SHA-256. */
  "repair.chain_step": StepReport & { readonly task: string; readonly contractHash?: string | null };
  /** Somebody else wants it, too; it becomes as urgent as the most urgent wish. */
  "repair.task_raised": TaskOrigin & { readonly task: string };
  /** Announces an attempt, before anything is made. */
  "repair.task_started": { readonly task: string; readonly attempt: number; readonly base: string };
  "repair.task_progressed": { readonly task: string; readonly stage: TaskStage; readonly detail: string };
  "repair.task_proposed": { readonly task: string; readonly proposal: Proposal };
  /** The attempt came to nothing; another one is made. */
  "repair.task_deferred": {
    readonly task: string;
    readonly reason: string;
    readonly nextAttemptAt: number;
    /** Not the task's fault (it was broken off, the branch moved on): it does not count. */
    readonly counts: boolean;
  };
  /** `by`: a human, or `autonomy` where the repository's is auto. */
  "repair.task_approved": { readonly task: string; readonly commit: string; readonly by: string };
  /** Announces the move of the declared branch, from one commit to another. */
  "repair.task_merging": {
    readonly task: string;
    readonly branch: string;
    readonly from: string;
    readonly commit: string;
  };
  "repair.task_merged": { readonly task: string; readonly branch: string; readonly commit: string };
  /** The branch is a person's to move; `command` is how. */
  "repair.task_left_ready": { readonly task: string; readonly reason: string; readonly command: string };
  "repair.task_failed": { readonly task: string; readonly reason: string };
  "repair.task_rejected": { readonly task: string; readonly by: string; readonly reason: string };
  /** Nothing is left to do. */
  "repair.task_closed": { readonly task: string; readonly reason: string };
}

export type MendingEventType = keyof MendingEvents;
