import { execFile } from "node:child_process";
import { constants } from "node:os";
import { promisify } from "node:util";

/**
 * kill: the process dies (SIGKILL). hang: it stays and says nothing (SIGSTOP). again: it dies a second time 100 ms after
 * it is back, which is where back-off begins to count.
 */
export const FAULTS = ["kill", "hang", "again"] as const;
export type Fault = (typeof FAULTS)[number];

export const AGAIN_PAUSE_MS = 100;
/** The measuring program's exit status when the service was gone before the fault: as little recovered as after it. */
const NO_SERVICE = 1;
/** A contender that is not back by then counts as not recovered. */
export const TIMEOUT_MS = 10_000;

/**
 * Causes the fault and returns the milliseconds to the first good answer of a new process; undefined when there was none
 * in time. For `again`, the milliseconds of the second recovery.
 */
export async function measureRecovery(
  measureProgram: string,
  fault: Fault,
  at: { port: number; service: string },
  signal: AbortSignal,
): Promise<number | undefined> {
  const signalNumber = fault === "hang" ? constants.signals.SIGSTOP : constants.signals.SIGKILL;
  const times = fault === "again" ? 2 : 1;
  const commandLine = [at.port, signalNumber, times, AGAIN_PAUSE_MS, TIMEOUT_MS, at.service].map(String);
  const stdout = await promisify(execFile)(measureProgram, commandLine, { signal }).then(
    (output) => output.stdout,
    (error: { code?: unknown }) => {
      if (error.code !== NO_SERVICE) throw error;
      return "";
    },
  );
  const microseconds = Number(stdout.trimEnd().split("\n")[times - 1]);
  return Number.isNaN(microseconds) ? undefined : microseconds / 1000;
}
