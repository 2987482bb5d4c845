/** Brings a service up: what is left of its last life goes first, then one process is started and taken in. */
import { type ActionResult, type DirectService, messageOf, type ProcessIdentity } from "#core/model";
import type { SpawnedProcess } from "#core/platform";
import { sameProcess, startedAtOf } from "./identity.ts";
import { carriers, spawnSpecOf } from "./mark.ts";
import { readPidFile } from "./pid-file.ts";
import { clearRemnants, pids } from "./remnants.ts";
import type { Entry, StartCause } from "./roster.ts";
import { failed, markFor, type Scene, succeeded } from "./scene.ts";

/** How long a launcher may take until its pid file names the process that stays. */
const launchWithinMs = 15_000;
const launcherLookMs = 10;

export async function startService(
  scene: Scene,
  entry: Entry,
  service: DirectService,
  cause: StartCause,
): Promise<ActionResult> {
  if (entry.life !== null) await scene.roster.settle(entry);
  if (entry.life !== null)
    return succeeded(`${service.target} is already running with pid ${entry.life.process.pid}`, entry.life.process);
  if (service.pidFile !== undefined) {
    const found = await namedByPidFile(scene, service, service.pidFile);
    if (found !== null) {
      await takeIn(scene, entry, service, found, "adopted");
      return succeeded(`${service.target} is already running with pid ${found.pid}, as its pid file says`, found);
    }
  }
  const left = isClear(scene, entry, service) ? [] : await clearRemnants(scene, entry, service);
  if (left.length > 0)
    return failed(`${service.target} was not started: ${pids(left)} of its last life cannot be ended`);
  // From before it could start anything: what it starts must not look older than its own life, and be swept up as a remnant.
  const startedAt = scene.clock.now();
  let spawned: SpawnedProcess;
  try {
    spawned = await scene.processes.spawn(spawnSpecOf(service, markFor(scene, service.target)));
  } catch (error) {
    return failed(`${service.target} could not be started: ${messageOf(error)}`);
  }
  if (service.pidFile !== undefined) return awaitDaemon(scene, entry, service, service.pidFile, spawned, cause);
  const { identity, ended } = spawned;
  scene.roster.begin(entry, { process: identity, service, startedAt, ended, cause });
  return succeeded(`${service.target} was started with pid ${identity.pid}`, identity);
}

/**
 * A process that is started while parts of the last life still hold the port loses the race for it. The whole question is a walk
 * through the process table; on the way back from a death of a settled service its group alone answers it, in microseconds,
 * and what had left the group is swept up once the new process runs.
 */
function isClear({ processes }: Scene, entry: Entry, service: DirectService): boolean {
  if (entry.clear) return true;
  // A daemon need not lead the group that it lives in.
  if (service.pidFile !== undefined) return false;
  return entry.swept && entry.lastProcess !== null && processes.groupIsEmpty?.(entry.lastProcess) === true;
}

/** The process that the pid file names, when it is really there and really meant. */
export async function namedByPidFile(
  scene: Scene,
  service: DirectService,
  path: string,
): Promise<ProcessIdentity | null> {
  const marked = () => carriers(scene.processes, markFor(scene, service.target));
  const answer = await readPidFile(path, scene, (identity) => marked().some((other) => sameProcess(identity, other)));
  return answer.process;
}

export async function takeIn(
  scene: Scene,
  entry: Entry,
  service: DirectService,
  process: ProcessIdentity,
  cause: StartCause,
  startedAt?: number,
): Promise<void> {
  const since = startedAt ?? (await startedAtOf(process, scene)) ?? scene.clock.now();
  scene.roster.begin(entry, { process, service, startedAt: since, ended: null, cause });
}

/** The launcher ends, the daemon stays; or the launcher is the service and only tells its pid by file. */
async function awaitDaemon(
  scene: Scene,
  entry: Entry,
  service: DirectService,
  pidFile: string,
  launcher: SpawnedProcess,
  cause: StartCause,
): Promise<ActionResult> {
  const deadline = scene.clock.monotonic() + launchWithinMs;
  let launched: { readonly code: number | null; readonly signal: string | null } | null = null;
  const ended = launcher.ended.then((how) => {
    launched = how;
    return how;
  });
  while (scene.clock.monotonic() < deadline) {
    const found = await namedByPidFile(scene, service, pidFile);
    if (found !== null && sameProcess(found, launcher.identity)) {
      scene.roster.begin(entry, { process: found, service, startedAt: scene.clock.now(), ended, cause });
      return succeeded(`${service.target} was started with pid ${found.pid}`, found);
    }
    if (found !== null && launched !== null) {
      await takeIn(scene, entry, service, found, cause);
      return succeeded(`${service.target} was started with pid ${found.pid}, as its pid file says`, found);
    }
    if (launched !== null && !endedWell(launched)) break;
    await scene.clock.sleep(launcherLookMs);
  }
  entry.lastProcess = launcher.identity;
  const left = await clearRemnants(scene, entry, service);
  const why =
    launched === null
      ? "its launcher did not end"
      : endedWell(launched)
        ? `${pidFile} named no living process`
        : howItEnded(launched);
  return failed(
    `${service.target} was not started: ${why}${left.length > 0 ? `, and ${pids(left)} of it cannot be ended` : ""}`,
  );
}

function endedWell(how: { readonly code: number | null }): boolean {
  return how.code === 0;
}

function howItEnded(how: { readonly code: number | null; readonly signal: string | null }): string {
  return how.signal === null
    ? `its launcher ended with exit code ${how.code}`
    : `its launcher was ended by ${how.signal}`;
}
