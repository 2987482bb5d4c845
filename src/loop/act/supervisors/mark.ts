/**
 * The mark that every process of a supervised service carries in its environment, from parent to child. By it an engine
 * that was started anew finds what the one before it left running, and a stop finds what ran off into a session of its own.
 */
import type { DirectService, ProcessIdentity } from "#core/model";
import type { Files, Processes, SpawnSpec } from "#core/platform";
import { isAlive } from "./identity.ts";

const markName = "CHIRON_SERVICE";

export interface Mark {
  readonly name: string;
  readonly value: string;
}

export function markOf(dataId: string, target: string): Mark {
  return { name: markName, value: `${dataId}:${target}` };
}

/** Which target's service a process belongs to, of whatever Chiron; undefined when to none. */
export async function targetOfProcess(pid: number, files: Files): Promise<string | undefined> {
  const environment = await files.read(`/proc/${pid}/environ`).catch(() => "");
  const entry = environment.split("\0").find((one) => one.startsWith(`${markName}=`));
  return entry?.slice(entry.lastIndexOf(":") + 1);
}

export function spawnSpecOf(service: DirectService, mark: Mark): SpawnSpec {
  return {
    command: service.command,
    cwd: service.cwd,
    env: { ...service.env, [mark.name]: mark.value },
    log: service.log,
    ...(service.beatPipe === undefined ? {} : { pipe: service.beatPipe }),
  };
}

export function carriers(processes: Processes, mark: Mark): readonly ProcessIdentity[] {
  return processes.findByEnvironment(mark.name, mark.value).filter((identity) => isAlive(processes, identity));
}

/**
 * The main process among those that carry the mark. It was started in a session of its own, so it is the leader of its session;
 * workers that outlived it are not, and must not be taken for it. A child that made a session of its own is younger.
 */
export async function mainCarrier(
  means: { readonly processes: Processes; readonly files: Files },
  mark: Mark,
): Promise<ProcessIdentity | undefined> {
  const leaders: ProcessIdentity[] = [];
  for (const identity of carriers(means.processes, mark)) {
    const stat = await means.files.read(`/proc/${identity.pid}/stat`, 2_048).catch(() => "");
    if (sessionIn(stat) === identity.pid) leaders.push(identity);
  }
  const pids = new Set(leaders.map((leader) => leader.pid));
  const roots = leaders.filter((leader) => {
    const seen = means.processes.look(leader.pid);
    return seen.exists && !pids.has(seen.parentPid);
  });
  return roots.sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid)[0];
}

/** Field 6 of /proc/PID/stat. The name in field 2 may hold spaces and brackets, so counting starts after its last bracket. */
function sessionIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
}
