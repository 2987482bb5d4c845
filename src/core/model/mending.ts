/**
 * What the mender does (HEALER-13, 17). A *repository* is declared in chiron.yaml; a file in it that does not parse becomes a *task*; its
 * repair is a *proposal*: one commit on a branch of its own, which becomes part of the declared branch as the autonomy of the
 * repository allows.
 *
 * A task is *waiting* for its turn, then *working* (made in a work tree of its own, and checked). What it comes to is *proposed*: there is
 * a commit, and nothing merged. A human, or the autonomy `auto`, makes it *approved*; then it is *merged*, or, where only a
 * person can do that because the branch is checked out, *ready*. *Closed* says that nothing is left to do, *rejected* that a human does
 * not want it, *failed* that a human has to mend it. In a repository that is only observed it stays *observed*.
 */
import type { Choices } from "./choice.ts";
import type { ChainOrder } from "./drift-chain.ts";
import type { StoredEvent } from "./events.ts";
import type { Autonomy } from "./target.ts";

export const taskStates = [
  "observed",
  "waiting",
  "working",
  "proposed",
  "approved",
  "ready",
  "merged",
  "closed",
  "rejected",
  "failed",
] as const;
export type TaskState = (typeof taskStates)[number];

/** It is over. A task that failed is not: it stays with a human until the file is mended. */
export const endedTaskStates: ReadonlySet<TaskState> = new Set(["merged", "closed", "rejected"]);

export const taskSources = ["person", "incident", "contract", "scan"] as const;
export type TaskSource = (typeof taskSources)[number];

/** 0 is done first. */
export const priorityOf: Readonly<Record<TaskSource, number>> = { person: 0, incident: 1, contract: 2, scan: 3 };

/** What is taken up by the source of the same name: who wants it. */
export interface TaskOrigin {
  readonly source: TaskSource;
  /** The incident that it is about, where one brought it. */
  readonly incident: string | null;
  /** Who asked; null for a scan. */
  readonly by: string | null;
}

/** A place in a file, as people count: from 1. */
export interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One file as it is broken. The same content in the same place is the same task, whoever finds it, and however often. */
export interface BrokenFile {
  readonly repository: string;
  /** Relative to the top of the repository. */
  readonly file: string;
  readonly language: string;
  /** Git's id of the broken content. */
  readonly blob: string;
  readonly faults: readonly SyntaxFault[];
}

/** What the repository's own test command came to. */
export interface TestResult {
  readonly command: readonly string[];
  readonly passed: boolean;
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly tookMs: number;
  /** The end of what it said; the whole, up to a limit, stands in the file `output`, if it could be written. */
  readonly tail: string;
  readonly output: string | null;
}

export interface Proposal {
  /** The one commit, and the commit of the declared branch that it stands on. */
  readonly commit: string;
  readonly base: string;
  /** The branch that it is on: `chiron/…`. */
  readonly branch: string;
  /** The declared branch. */
  readonly onto: string;
  /** The files that it changes, with git's ids of their content before and after; null: there is none. */
  readonly changes: readonly { readonly file: string; readonly before: string | null; readonly after: string | null }[];
  /** `fixer NAME`, `agent NAME`, or of a chain `rule NAME`. */
  readonly made: string;
  readonly why: string;
  /** As `git diff` writes it, up to a limit. */
  readonly diff: string;
  readonly diffIsCut: boolean;
  /** Null: the repository names no test command. */
  readonly test: TestResult | null;
}

export interface RepairTask extends BrokenFile, TaskOrigin {
  readonly id: string;
  readonly state: TaskState;
  readonly priority: number;
  /** Counts how often this very content had to be mended: somebody may put it back. */
  readonly round: number;
  readonly openedAt: number;
  readonly updatedAt: number;
  /** After this nothing more is tried, and nobody asked any more. */
  readonly deadlineAt: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  /** When it is tried again; null: as soon as it is its turn. */
  readonly nextAttemptAt: number | null;
  /** Of the attempt under way, or the last one. */
  readonly progress: { readonly stage: TaskStage; readonly detail: string; readonly at: number } | null;
  readonly proposal: Proposal | null;
  readonly approvedBy: string | null;
  /** In `ready`: what a person types to merge it. */
  readonly command: string | null;
  /** Why it is in the state that it is in, where that needs saying. */
  readonly reason: string | null;
  /** The commit, or the state, that people have been told of. */
  readonly told: string | null;
  /** Of source `contract`: the chain that a human approved. Its file is the contract, its blob the SHA-256 of the contract's text. */
  readonly order?: ChainOrder;
}

export const taskStages = [
  "checking out",
  "mending",
  "asking an agent",
  "parsing",
  "replaying",
  "testing",
  "merging",
] as const;
export type TaskStage = (typeof taskStages)[number];

/** A repository as chiron.yaml declares it, with all defaults filled in. */
export interface DeclaredRepository {
  readonly id: string;
  /** Absolute: a work tree's top, or a bare repository. */
  readonly path: string;
  /** Null: the one that its HEAD names. */
  readonly branch: string | null;
  readonly autonomy: Autonomy;
  readonly scan: {
    /** Null: only when somebody asks. */
    readonly everyMs: number | null;
    /** Globs over paths within the repository; none: everything that a parser knows. */
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    /** Whether files that are not committed are looked at, too. They are told, and never changed. */
    readonly workingTree: boolean;
  };
  readonly test: { readonly command: readonly string[]; readonly timeoutMs: number } | null;
  /** Coding agents that may be asked where no fixer helps, in this order. */
  readonly agents: readonly string[];
}

/** What a scan came to. */
export interface ScanResult {
  readonly repository: string;
  readonly branch: string | null;
  readonly commit: string | null;
  /** `changes`: only what differs from the commit that was scanned before. */
  readonly how: "all" | "changes" | "nothing new" | "one file";
  /** Files looked at, and those of them that do not parse. */
  readonly files: number;
  readonly broken: number;
  /** Found broken beyond what a scan makes tasks of. */
  readonly left: number;
  /** Broken in the work tree, and not committed: told, and left alone. */
  readonly uncommitted: readonly { readonly file: string; readonly fault: SyntaxFault }[];
  readonly tookMs: number;
  /** Why it could not be done, or not wholly. */
  readonly trouble: string | null;
  /** Of what was looked for: another configuration scans everything again. */
  readonly scope: string;
  /** The wishes that it answers: places in the engine's stream. */
  readonly requests: readonly number[];
  /** Missing where nothing is known yet, and in what former menders wrote. */
  readonly known?: KnownFiles;
}

/** What the mender knows of all files of a branch that a parser is for, as of the commit that was scanned last. */
export interface KnownFiles {
  readonly files: number;
  readonly broken: number;
  /** Those that do not parse, or the first of them where they are too many to be taken up at once. */
  readonly which: readonly { readonly file: string; readonly blob: string }[];
  /** When all of them were looked at together; since then, only what has changed. */
  readonly wholeAt: number;
}

/** Somebody wants a repository looked through, or one file of it mended. */
export interface ScanWish extends TaskOrigin {
  /** Its place in the engine's stream. */
  readonly request: number;
  readonly repository: string;
  readonly file: string | null;
}

/** The same task as it is shown: times ISO 8601, UTC. */
export interface TaskSummary
  extends Pick<
    RepairTask,
    "id" | "repository" | "file" | "language" | "state" | "source" | "priority" | "incident" | "attempts" | "reason"
  > {
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly deadlineAt: string;
  readonly nextAttemptAt: string | null;
  /** What stands first in the file's list of faults. */
  readonly fault: SyntaxFault | null;
  readonly stage: string | null;
  /** What waits for an answer, or was given one. */
  readonly commit: string | null;
  readonly made: string | null;
}

export interface TaskView extends TaskSummary {
  readonly blob: string;
  readonly faults: readonly SyntaxFault[];
  readonly maxAttempts: number;
  readonly by: string | null;
  readonly proposal: Proposal | null;
  readonly approvedBy: string | null;
  readonly command: string | null;
  /** The chain that wanted it, where one did. */
  readonly chain: string | null;
  readonly wanted: Choices;
  /** What was asked, done and said about it, oldest first. */
  readonly events: readonly StoredEvent[];
  /** The same, told: one for each. */
  readonly sentences: readonly string[];
}

export interface RepositoryView extends Pick<DeclaredRepository, "id" | "path" | "branch" | "autonomy"> {
  readonly lastScan: (Omit<ScanResult, "repository" | "known"> & { readonly at: string }) | null;
  /** All files of the branch together, however often it was scanned; null before the first scan. Times are ISO 8601. */
  readonly known:
    | (Pick<KnownFiles, "files" | "broken"> & { readonly lookedAt: string; readonly wholeAt: string })
    | null;
  /** By state, ended ones included. */
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
}

export interface TaskQuery {
  /** Default: only those that have not ended. */
  readonly all?: boolean;
  readonly state?: TaskState;
  readonly repository?: string;
  readonly limit?: number;
}
