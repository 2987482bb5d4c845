/**
 * What outlives the main process of a service: workers that did not notice, children that went into a session of their own. They are
 * of no use any more, but may hold the port, a lock, or a socket.
 */
import type { DirectService, ProcessIdentity } from "#core/model";
import { endAll } from "./ending.ts";
import { isAlive, sameProcess, startTicksAt } from "./identity.ts";
import { carriers } from "./mark.ts";
import type { Entry, Life } from "./roster.ts";
import { markFor, type Scene } from "./scene.ts";

/** How long they may take to go by themselves. */
const graceMs = 2_000;
/** Start times are counted in hundredths of a second, and both ends are rounded. */
const roundingTicks = 2;

/** Everything that belongs to the service, its main process included where that is alive. */
export function partsOf(
  scene: Scene,
  service: DirectService,
  main: ProcessIdentity | null,
): readonly ProcessIdentity[] {
  const related =
    main === null ? [] : scene.processes.tree(main).filter((identity) => isAlive(scene.processes, identity));
  const marked = carriers(scene.processes, markFor(scene, service.target));
  return [...related, ...marked.filter((one) => !related.some((other) => sameProcess(one, other)))];
}

/** Before a start. Returns what could not be ended. */
export async function clearRemnants(
  scene: Scene,
  entry: Entry,
  service: DirectService,
): Promise<readonly ProcessIdentity[]> {
  const left = await endParts(scene, service, () => partsOf(scene, service, entry.lastProcess));
  entry.clear = left.length === 0;
  return left;
}

/** After a start that only asked whether the group of the last life is empty: ends what had left that group. */
export async function sweepRemnants(scene: Scene, entry: Entry, life: Life): Promise<void> {
  const { previous } = entry;
  const { service } = life;
  if (previous !== null) {
    const startTicks = await startTicksAt(life.startedMonotonic, scene);
    await endParts(scene, service, () => {
      const older = carriers(scene.processes, markFor(scene, service.target)).filter(
        (identity) =>
          startTicks !== undefined &&
          identity.startTicks < startTicks - roundingTicks &&
          !sameProcess(identity, life.process),
      );
      const related = scene.processes.tree(previous).filter((identity) => isAlive(scene.processes, identity));
      return [...older, ...related.filter((one) => !older.some((other) => sameProcess(one, other)))];
    });
  }
  if (entry.life === life) entry.swept = true;
}

async function endParts(
  scene: Scene,
  service: DirectService,
  members: () => readonly ProcessIdentity[],
): Promise<readonly ProcessIdentity[]> {
  const { signal } = new AbortController();
  const { stopSignal, stopGrace } = service;
  const ending = await endAll(
    { main: null, members, mainEnded: null, stopSignal, graceMs: Math.min(stopGrace, graceMs), force: false, signal },
    scene,
  );
  return ending.left;
}

export function pids(list: readonly ProcessIdentity[]): string {
  return `${list.length === 1 ? "process" : "processes"} ${list.map((identity) => identity.pid).join(", ")}`;
}
