/** `chiron/client`: sends an orchestrator's outputs through a gate, and is never in its way. */

export interface GateClientOptions {
  /** The engine's address, such as http://127.0.0.1:7717; or its Unix socket. */
  readonly url?: string;
  readonly socket?: string;
  /** A token with the scope `gates`; by the socket none is needed. */
  readonly token?: string;
  /** How long one exchange, and `check`, may take. Default: 2,000. */
  readonly timeoutMs?: number;
  /** How many outputs may wait, and their bytes; what comes beyond is dropped. Default: 1,000, and 16 MiB. */
  readonly maxQueued?: number;
  readonly maxQueuedBytes?: number;
  /** What has waited longer is dropped. Default: 60,000. */
  readonly maxAgeMs?: number;
  /** Exchanges at the same time. Default: 4. */
  readonly concurrency?: number;
}

export interface OutputFacts {
  /** Its format, such as `4.1`; default: recognised. */
  readonly format?: string;
  readonly session?: string;
  readonly step?: string;
  readonly chain?: string;
  /** A retry may mend it: it counts only if that does not happen. */
  readonly transient?: boolean;
  /** Information for everybody and nobody: never a violation. */
  readonly broadcast?: boolean;
  /** `user`: a person's input, which is refused when it is malformed. */
  readonly from?: "agent" | "user";
}

export interface GateFinding {
  readonly kind: string;
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  readonly line: number | null;
  readonly advisory: boolean;
}

export interface GateResult {
  readonly status: "valid" | "degraded" | "violation";
  readonly gate: string;
  readonly contract: string;
  readonly format: string | null;
  readonly version: string | null;
  readonly findings: readonly GateFinding[];
}

export interface GateClientStats {
  /** Begun to be sent. */
  readonly sent: number;
  readonly answered: number;
  /** By Chiron, as not understood or not allowed (4xx). */
  readonly refused: number;
  /** No answer in time, a connection that broke, an answer that is none. */
  readonly failed: number;
  /** Never sent: too much waited, or for too long. */
  readonly dropped: number;
  readonly queued: number;
}

export interface GateClient {
  /** Returns at once, and never throws. */
  send(gate: string, output: unknown, facts?: OutputFacts): void;
  /** Never rejects: null where Chiron does not say anything in time. */
  check(gate: string, output: unknown, facts?: OutputFacts): Promise<GateResult | null>;
  stats(): GateClientStats;
  /** Waits for what is under way, at most so long; then nothing is sent any more. */
  close(how?: { readonly withinMs?: number }): Promise<void>;
}

export function createGateClient(options: GateClientOptions): GateClient;
