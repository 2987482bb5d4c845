/**
 * The fence before every effect (HEALER-08): an engine that was stopped, replaced and resumed finds out right before it would touch
 * anything. What it would have done is written down beside the store, which is not its any more.
 */
import type { EventLog } from "#core/log";
import { ChironError } from "#core/model";
import type { Files, Platform, Processes } from "#core/platform";

/** Throws `lease_lost`. `effect` says in words, or by its id, what is about to be done. */
export type Fence = (effect: string) => void;

export function createFence(
  log: Pick<EventLog, "fence">,
  onRefused: (effect: string, error: ChironError) => void,
): Fence {
  return (effect) => {
    try {
      log.fence();
    } catch (error) {
      if (isReplaced(error)) onRefused(effect, error);
      throw error;
    }
  };
}

/** Whether another process has taken this one's place. */
function isReplaced(error: unknown): error is ChironError {
  return error instanceof ChironError && error.code === "lease_lost";
}

/** The same processes, with the fence before whatever starts, ends or runs one. */
function fencedProcesses(processes: Processes, fence: Fence): Processes {
  const fenced: Pick<Processes, "spawn" | "run" | "signal"> = {
    spawn: async (spec) => {
      fence(`start of ${programOf(spec.command)}`);
      return processes.spawn(spec);
    },
    run: async (spec) => {
      fence(`run of ${programOf(spec.command)}`);
      return processes.run(spec);
    },
    signal(identity, signal, scope) {
      fence(`${signal} to ${scope === "tree" ? "the processes of " : ""}pid ${identity.pid}`);
      return processes.signal(identity, signal, scope);
    },
  };
  // By prototype: what it says of itself is asked anew each time.
  return Object.assign(Object.create(processes) as Processes, fenced);
}

const changing = [
  ...(["write", "append", "move", "copy", "remove", "makeFolder"] as const),
  ...(["archive", "setAside", "putBack", "copyAndTruncate", "prune"] as const),
];

/** The same files, with the fence before whatever changes one. */
function fencedFiles(files: Files, fence: Fence): Files {
  const fenced: Partial<Record<string, unknown>> = {};
  for (const name of changing) {
    const change = files[name] as (...given: unknown[]) => Promise<unknown>;
    fenced[name] = async (...given: unknown[]) => {
      fence(`${name} of files`);
      return change.apply(files, given);
    };
  }
  return Object.assign(Object.create(files) as Files, fenced);
}

/** The same world, in which nothing is changed any more once another process has taken this one's place. */
export function fencedPlatform<P extends Pick<Platform, "files" | "processes">>(platform: P, fence: Fence): P {
  const { files, processes } = platform;
  return { ...platform, files: fencedFiles(files, fence), processes: fencedProcesses(processes, fence) };
}

/** Arguments may hold secrets. */
function programOf([program = "?"]: readonly string[]): string {
  return program;
}
