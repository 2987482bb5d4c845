import type { ProcessGroup } from "../lib/process-group.ts";

/** Paths of the compiled programs, in a folder that only this contender has. */
export interface Programs {
  readonly service: string;
  readonly supervisor: string;
  readonly launcher: string;
  readonly reaper: string;
}

/** What one contender has to itself. */
export interface Place {
  readonly directory: string;
  readonly logFile: string;
  readonly port: number;
  readonly programs: Programs;
  /** Everything is started through this, so that all of it can be ended. */
  readonly processes: ProcessGroup;
}

export interface Handle {
  /** The process that, asked to end, takes its service along. */
  readonly processId: number | undefined;
  /** Whether it has finished with the last recovery; where a tool cannot say, time alone tells. */
  settled?(): Promise<boolean>;
}

/**
 * A tool that keeps a service up.
 *
 * 1. `available` says its version, or undefined when it is not installed.
 * 2. `start` sets it up in its place with the settings that recover fastest, and returns without waiting for the service.
 * 3. Its process is asked to end; whatever else its process group still holds is ended too.
 */
export interface Contender {
  readonly name: string;
  /** Whether it checks that the service answers, so that it can see one that is up and hangs. */
  readonly canHang: boolean;
  available(): Promise<string | undefined>;
  start(place: Place): Promise<Handle>;
}

/** Starts a tool that stays in the foreground. */
export function startInForeground(
  place: Place,
  command: string,
  commandArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Handle {
  const { directory, logFile } = place;
  const child = place.processes.start(command, commandArguments, { directory, logFile, environment });
  return { processId: child.pid };
}
