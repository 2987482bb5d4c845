/**
 * Coding agents (HEALER-16): whoever is asked to mend a file where no fixer can. An agent is handed one task and one worktree; what it does
 * is bounded while it works, and looked at afterwards as if a stranger had done it.
 */
import type { z } from "zod";
import type { Clock, Files, Ids, Network, Processes, Random } from "../platform/index.ts";
import type { ModelSettings } from "./advice.ts";

/** Where a parser says that it does not understand a file; line and column from 1. */
export interface TaskError {
  /** Relative to the worktree, with `/`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface AgentTask {
  readonly id: string;
  /** What is broken, in a sentence of Chiron's own. */
  readonly trouble: string;
  readonly errors: readonly TaskError[];
  /** What is to be done, where it is not a parser that says so; each a paragraph. */
  readonly order?: readonly string[];
  /** What somebody else wrote, to be looked at and never to be obeyed. */
  readonly shown?: readonly { readonly title: string; readonly text: string }[];
  /** The only files that may be changed, or made; relative to the worktree, with `/`. */
  readonly files: readonly string[];
  /** What is looked at afterwards, in sentences. */
  readonly checks: readonly string[];
}

export interface Worktree {
  /** A git worktree of the agent's own, absolute: the only folder that it is handed. */
  readonly path: string;
  /** The user's own working tree, which is never touched. */
  readonly repository: string;
}

export interface AgentBudget {
  /** For the whole run. */
  readonly timeoutMs: number;
  readonly maxFiles: number;
  /** Of all changed files together, as they are afterwards. */
  readonly maxBytes: number;
}

/**
 * What kept it within its worktree while it ran: `bwrap` a mount namespace, in which nothing else can be written; `tools` that it has no
 * others than Chiron's; `none` nothing, so that the user's own tree is compared afterwards.
 */
export type Confinement = "bwrap" | "tools" | "none";

export interface AgentCost {
  /** Null where it does not speak of tokens, as a program does not. */
  readonly tokens: number | null;
  readonly turns: number | null;
}

export interface AgentResult {
  /** `done`: it ended by itself and says that it is done; what it changed is another question. */
  readonly ended: "done" | "failed" | "late" | "cancelled" | "over_budget";
  /** Why, in a sentence; of a failure the reason. */
  readonly why: string;
  /** Its own words, for people: without secrets, the beginning and the end of it. */
  readonly said: string;
  readonly confinement: Confinement;
  readonly cost: AgentCost;
}

export interface AgentContext<O extends object = object> {
  /** Aborted when time is up or nobody wants it any more; resolve soon then, with nothing left running. */
  readonly signal: AbortSignal;
  readonly budget: AgentBudget;
  readonly options: O;
  /** An empty folder of this run's own, removed after it. */
  readonly scratch: string;
  /** Folders that are nobody's business, such as Chiron's data. */
  readonly hidden: readonly string[];
  /** A variable of the environment by which all that the run starts is found again, should its caller end in the middle. */
  readonly mark: readonly [name: string, value: string];
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly processes: Processes;
  readonly files: Files;
  readonly network: Network;
  /** The section `model` of chiron.yaml; undefined: there is none. */
  readonly model: ModelSettings | undefined;
  /** A variable of Chiron's own environment. */
  readonly environment: (name: string) => string | undefined;
  /** Resolves once it is on record that this leaves the machine; only then it does. */
  readonly announce: (sending: { readonly bytes: number; readonly digest: string }) => Promise<void>;
}

export interface Agent<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  /** Never throws for what a program, a server or a model does. Nothing that it started is left when it resolves. */
  run(task: AgentTask, worktree: Worktree, context: AgentContext<O>): Promise<AgentResult>;
}

export function defineAgent<S extends z.ZodType<object>>(
  agent: Omit<Agent<z.output<S> & object>, "schema"> & { readonly schema: S },
): Agent {
  return agent as unknown as Agent;
}

/** What the mender may ask, as chiron.yaml names it now. */
export interface AgentsAtHand {
  readonly agents: readonly AgentSettings[];
  /** Whom the agents of the kind `model` ask; its key is named by its place. Null: there is none. */
  readonly model: ModelSettings | null;
}

/** One of `healers.agents` in chiron.yaml. */
export interface AgentSettings {
  readonly name: string;
  /** The member of the family. */
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly budget: AgentBudget;
  /** First folders or files in a worktree that it may leave behind, with `*`; they are not taken over. */
  readonly mayLeave: readonly string[];
}
