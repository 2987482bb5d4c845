/** Kernels: long-running processes of the user's that show by a heartbeat that they are at work, and are not only there. */

/** Heartbeats that came by the API (`POST /v1/kernels/{id}/beat`). They are not kept: an engine that is new begins to count anew. */
export interface Beats {
  /** How many came since this engine started. */
  count(kernel: string): number;
}

export interface KernelView {
  readonly id: string;
  /** `waiting`: not started yet, because what it comes after is not up; `starting`: it has not beaten since it was started. */
  readonly state: "waiting" | "starting" | "running" | "silent" | "gone";
  readonly pid: number | null;
}

/** Of the kernels: how many are running, and each. */
export interface KernelsStatus {
  readonly running: number;
  readonly total: number;
  readonly list: readonly KernelView[];
}
