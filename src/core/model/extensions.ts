/**
 * The kinds of thing that can be added to Chiron, each with one small interface. A member lives in a folder of its own,
 * is made by its `defineX`, stands in its family's registry, and passes its family's contract suite.
 */
import type { z } from "zod";
import type { Clock, Files, Network, Processes, Sqlite } from "../platform/index.ts";
import type { ProcessIdentity } from "./events.ts";
import type { Beats } from "./kernel.ts";
import type { Message } from "./message.ts";
import type { Pipelines } from "./pipeline.ts";
import type { ActionResult } from "./plan.ts";
import type { Risk } from "./runbook.ts";
import type { ExternalService, Service, SupervisorReport } from "./service.ts";
import type { Target } from "./target.ts";
import type { Values } from "./values.ts";

type Schema = z.ZodType<object>;

// ---------------------------------------------------------------- services

export interface ServiceState {
  /** `stopped_by_signal`: it exists, but SIGSTOP holds it (state T), so it cannot answer anything. */
  readonly state: "running" | "stopped_by_signal" | "zombie" | "gone";
  readonly process: ProcessIdentity | null;
  /** When Chiron or its own supervisor last started it, or null when that was never seen. */
  readonly startedAt: number | null;
  /** What an external supervisor said last; null for Chiron's own services, and before it was asked. */
  readonly report: SupervisorReport | null;
  /** A human had Chiron stop it, and has not had it started again. */
  readonly stoppedByHuman?: true;
}

export interface EndingOptions {
  readonly signal: AbortSignal;
  /** SIGKILL at once. */
  readonly force?: boolean;
}

/** The supervised services, as probes and actions see them. Every method is bound to the service's declaring target. */
export interface Services {
  /** What is known of it, with one cheap look at /proc; asks no supervisor. */
  look(target: string): ServiceState;
  /** Asks an external supervisor, unless it was asked a moment ago and nothing has changed since, or (`now`) in any case. */
  refresh(service: ExternalService, options?: { readonly now?: boolean }): Promise<ServiceState>;
  /** How often the service was started again since then (wall clock), by whomever. */
  restartsSince(target: string, since: number): number;
  /** Starts it unless it runs already (idempotent). Resolves once the process exists. */
  start(service: Service, options?: { readonly signal?: AbortSignal }): Promise<ActionResult>;
  /** Ends it: stop signal to its process group, grace, SIGKILL; resolves when nothing of it is left. */
  stop(service: Service, options: EndingOptions): Promise<ActionResult>;
  /** As one order to an external supervisor, so that it puts back whatever depends on the service, too. */
  restart(service: ExternalService, options: EndingOptions): Promise<ActionResult>;
}

// ---------------------------------------------------------------- probe

export interface ProbeContext {
  /** Aborted at the deadline, or when the probe is no longer wanted. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly sqlite: Sqlite;
  readonly services: Services;
  readonly pipelines: Pipelines;
  readonly beats: Beats;
  /** Kept from poll to poll of the same declaration, for what can only be told by comparing two looks. */
  readonly memory: Map<string, unknown>;
}

/** What a probe's poll gives; the polling engine makes a Reading of it. Throwing is the same as `available: false`. */
export interface ProbeAnswer {
  readonly available: boolean;
  readonly values: Values;
  readonly error?: string;
}

/** A probe that another one's declaration brings with it; options as they would be written. */
export interface ImpliedProbe {
  readonly id: string;
  readonly kind: string;
  readonly everyMs: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** DataSourceAdapter of HOST-03: id, interval, deadline, and one method. */
export interface Probe<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  readonly defaults: { readonly everyMs: number; readonly deadlineMs: number };
  /** Further probes that a declaration stands for: their kind is their id, unless they name one. */
  readonly implies?: (options: O) => readonly ImpliedProbe[];
  /** Two watchers whose key is equal share one poll. Undefined: never shared. */
  readonly shareKey?: (options: O, target: Target) => string | undefined;
  /** What a reading says when there was no answer at all: `{ serving: false }`. Default: nothing. */
  readonly silence?: Values;
  /** The host that it asks over the network; where all are silent at once, the fault may be our own. Undefined: this machine. */
  readonly hostOf?: (options: O) => string | undefined;
  /**
   * What costs more than the rest, by the name of the option (true or false) that asks for it, with the values that it measures. Where
   * the option is not given, it is asked for when a rule or a runbook for that target speaks of one of the values.
   */
  readonly onDemand?: Readonly<Record<string, readonly string[]>>;
  /**
   * Its poll is a question that the target's own process has to answer. So one that is stopped by a signal cannot, which ends
   * the poll early; and a good answer soon after the deadline tells that the process is slow and not hung.
   */
  readonly asksProcess?: boolean;
  /** The TCP port of this machine that a good answer came from; undefined when it asks another machine, or no port. */
  readonly localPort?: (options: O) => number | undefined;
  poll(target: Target, options: O, context: ProbeContext): Promise<ProbeAnswer>;
}

export function defineProbe<S extends Schema>(
  probe: Omit<Probe<z.output<S> & object>, "schema"> & { readonly schema: S },
): Probe {
  return probe as unknown as Probe;
}

// ---------------------------------------------------------------- action

/** A process that a declared target stands for. */
export interface WatchedProcess {
  readonly target: string;
  /** Critical, or only to be watched: no step of another target may touch it. */
  readonly isProtected: boolean;
  /** Null: the target is something that runs here, and nobody knows as which process. */
  readonly process: ProcessIdentity | null;
}

export interface SecondLook {
  /** `unknown`: no answer that the rule could use. */
  readonly condition: "there" | "gone" | "unknown";
  readonly reason: string;
}

export interface Surroundings {
  /** Whether the target itself is asked over the network. */
  readonly overNetwork: boolean;
  /** Other hosts that are asked over the network, each by one probe of one other target, just now. */
  readonly neighbours: readonly { readonly host: string; readonly answers: boolean }[];
}

export interface ActionContext {
  readonly signal: AbortSignal;
  /** Derived id of this effect; actions that talk to others pass it on as an idempotency key. */
  readonly effect: string;
  readonly target: Target;
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly sqlite: Sqlite;
  readonly services: Services;
  /** The processes of all declared targets, for a step that must not touch those of others. */
  readonly watched: () => readonly WatchedProcess[];
  /** Polls the original probe afresh, and holds what it says against the rule of the trouble that this plan is for. */
  readonly lookAgain: () => Promise<SecondLook>;
  /** Polls other hosts that are watched, to tell whether the fault is there or here. */
  readonly lookAround: () => Promise<Surroundings>;
  /** Queues a message in the durable outbox. */
  readonly tell: (message: { route: Message["route"]; subject: string; body: string }) => Promise<string>;
  /** Keeps the target's own service stopped once it is: nobody starts it, no repair and no next engine, before it is let go. */
  readonly holdService: (reason: string) => Promise<void>;
  readonly letServiceGo: () => Promise<void>;
  /** A folder of this effect's own, to keep what an undo needs. */
  readonly scratch: string;
}

export type DryRunContext = Pick<
  ActionContext,
  "target" | "files" | "processes" | "network" | "sqlite" | "services" | "clock" | "watched"
>;

export interface Action<I extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<I>;
  readonly risk: Risk;
  /** Whether it may simply be done again when nobody knows whether it was done. */
  readonly idempotent: boolean;
  /** Where the input itself says so; takes the place of `idempotent` for that step. */
  readonly idempotentFor?: (input: I) => boolean;
  /** True when all it does is stop or start the target's own service. */
  readonly restartsOwnService?: boolean;
  /** It only looks, waits or tells: no leave is needed for it, and it takes no place from a repair. */
  readonly changesNothing?: boolean;
  /**
   * What could be lost for good by a step with this input, in words; undefined: nothing that was stored. No configuration changes what
   * is said here, and what loses data waits for a human's approval of that very plan (docs/adr/0014).
   */
  readonly mayLose?: (input: I) => string | undefined;
  /** What it would do, in words, with the exact files, processes and statements. Changes nothing. */
  dryRun(input: I, context: DryRunContext): Promise<string>;
  run(input: I, context: ActionContext): Promise<ActionResult>;
  /** Puts back what `run` changed. Gets the same input and scratch folder; must be safe after a run that died in the middle. */
  undo?(input: I, context: ActionContext): Promise<ActionResult>;
}

export function defineAction<S extends Schema>(
  action: Omit<Action<z.output<S> & object>, "schema"> & { readonly schema: S },
): Action {
  return action as unknown as Action;
}
