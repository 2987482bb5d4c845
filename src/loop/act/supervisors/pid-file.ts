/**
 * Reads a pid file with suspicion. What is in it may be left over from a process that is long gone, whose pid another
 * process has now. Whoever writes its own pid started before it wrote; so a process that started after the file was
 * written is not the one that is meant. The margin allows for the tick in which start times are counted, and for a launcher that
 * writes the file for its child an instant before the child is there. A step of the wall clock between the writing and now
 * would mislead this rule; so a process that carries our own mark is believed without it.
 */
import type { ProcessIdentity } from "#core/model";
import type { Clock, Files, Processes } from "#core/platform";
import { isDeadState, startedAtOf } from "./identity.ts";

const reuseMarginMs = 2_000;
/** A pid file holds a number and a line end, sometimes a second line; never more than this. */
const maxPidFileBytes = 4_096;

export type PidFileAnswer =
  | { readonly process: ProcessIdentity; readonly state: string }
  | { readonly process: null; readonly why: string };

export interface PidFileMeans {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
}

export async function readPidFile(
  path: string,
  means: PidFileMeans,
  carriesOurMark: (identity: ProcessIdentity) => boolean = () => false,
): Promise<PidFileAnswer> {
  const stat = await means.files.stat(path).catch(() => undefined);
  if (stat === undefined) return { process: null, why: `there is no pid file ${path}` };
  if (stat.kind !== "file") return { process: null, why: `${path} is not a regular file` };
  const text = await means.files.read(path, maxPidFileBytes).catch(() => "");
  const pid = pidIn(text);
  if (pid === undefined) return { process: null, why: `${path} does not hold a pid` };
  const seen = means.processes.look(pid);
  if (!seen.exists || isDeadState(seen.state))
    return { process: null, why: `process ${pid} of ${path} is not there any more` };
  const startedAt = await startedAtOf(seen.identity, means);
  const reused = startedAt !== undefined && startedAt > stat.modifiedAt + reuseMarginMs;
  if (reused && !carriesOurMark(seen.identity)) {
    return {
      process: null,
      why: `${path} is left over: process ${pid} started after it was written, so it is another one`,
    };
  }
  return { process: seen.identity, state: seen.state };
}

/** The first line is digits and nothing else. 0 and 1 are nobody's service, and kill(0) or kill(-1) would hit everybody. */
function pidIn(text: string): number | undefined {
  const line = text.split("\n", 1)[0]?.trim() ?? "";
  if (!/^[0-9]{1,10}$/.test(line)) return undefined;
  const pid = Number(line);
  return pid > 1 && pid < 2 ** 31 ? pid : undefined;
}
