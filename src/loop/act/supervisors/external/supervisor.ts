/** What Chiron has to be able to do with a supervisor that is not its own: ask it, and give it an order. */
import type { ExternalService, SupervisorReport } from "#core/model";
import type { Clock, Files, Network, Processes } from "#core/platform";

export interface Means {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
}

export interface Order {
  readonly what: "start" | "stop" | "restart";
  /** SIGKILL first. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** What was asked for, and when; the time is the caller's to write. */
export type Answer = Omit<SupervisorReport, "askedAt">;

export interface ExternalSupervisor<S extends ExternalService> {
  /** How soon, and at the longest how long after one question about a service that is down the next one is worth its price. */
  readonly pace: { readonly firstMs: number; readonly longestMs: number };
  /** Of a supervisor that never kills what does not stop by itself: after this long Chiron gives the order again, with force. */
  readonly graceMs?: number;
  /** Rejects when there is no answer. */
  ask(service: S, signal: AbortSignal): Promise<Answer>;
  /**
   * Resolves once the supervisor has taken the order, or has carried it out; rejects when it refuses. What became of it is for
   * the caller to ask.
   */
  give(service: S, order: Order): Promise<void>;
  /**
   * A file that is another one, or has another content, when the supervisor has started the service meanwhile; `pid` is that
   * of a process of it that runs.
   */
  hint?(service: S, pid: number): Promise<string | undefined>;
}
