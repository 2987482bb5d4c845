/** How kernels are shown: n of n running. */
import type { KernelsStatus, KernelView, Readings, Status, Target } from "#core/model";

export interface KernelSources {
  readonly targets: readonly Target[];
  readonly readings: (target: string) => Readings;
  readonly pid: (target: string) => number | null;
  /** Whether it waits for what it comes after. */
  readonly isWaiting: (target: string) => boolean;
}

/** Nothing where none is declared. */
export function kernelsIn(sources: KernelSources): Pick<Status, "kernels"> {
  const list = sources.targets.filter(({ kind }) => kind === "kernel").map((target) => viewOf(sources, target));
  if (list.length === 0) return {};
  const kernels: KernelsStatus = {
    running: list.filter(({ state }) => state === "running").length,
    total: list.length,
    list,
  };
  return { kernels };
}

function viewOf({ readings, pid, isWaiting }: KernelSources, { id }: Target): KernelView {
  return { id, pid: pid(id), state: isWaiting(id) ? "waiting" : stateOf(readings(id), pid(id)) };
}

/** A heartbeat that was read of another process does not speak for this one. */
function stateOf({ process, heartbeat }: Readings, pid: number | null): KernelView["state"] {
  if (pid === null || process?.values.running === false) return "gone";
  if (heartbeat?.available !== true || heartbeat.values.pid !== pid) return "starting";
  if (heartbeat.values.silent === true) return "silent";
  return heartbeat.values.beating === true ? "running" : "starting";
}
