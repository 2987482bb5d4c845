/** Processes that are not our children tell nobody of their end; one timer for all of them looks every second. */
import type { Timer } from "#core/platform";
import { isAlive, startedAtOf } from "./identity.ts";
import type { Entry, Life } from "./roster.ts";
import type { Scene } from "./scene.ts";
import { namedByPidFile, takeIn } from "./starting.ts";

const everyMs = 1_000;

export interface Watch {
  stop(): void;
}

/** `busy` tells of a start or stop under way, which knows better than a look from the side. */
export function watchAdopted(scene: Scene, busy: (target: string) => boolean): Watch {
  let timer: Timer;
  let stopped = false;
  const reading = new Set<string>();
  const look = () => {
    for (const entry of scene.roster.all()) {
      if (busy(entry.target) || reading.has(entry.target)) continue;
      const { life } = entry;
      if (life !== null && (life.ended !== null || isAlive(scene.processes, life.process))) continue;
      const { service } = entry;
      if (service?.pidFile === undefined) {
        if (life !== null) scene.roster.end(entry, life, null, null);
        continue;
      }
      reading.add(entry.target);
      const read = lookAtPidFile(scene, entry, life, () => stopped || busy(entry.target));
      void read.catch(() => undefined).then(() => reading.delete(entry.target));
    }
    if (!stopped) timer = scene.clock.after(everyMs, look);
  };
  timer = scene.clock.after(everyMs, look);
  return {
    stop: () => {
      stopped = true;
      timer.cancel();
    },
  };
}

/** A daemon may replace itself, and a person may have started it by hand: the pid file then names a new process. */
async function lookAtPidFile(scene: Scene, entry: Entry, life: Life | null, overtaken: () => boolean): Promise<void> {
  const { service } = entry;
  if (service?.pidFile === undefined) return;
  const found = await namedByPidFile(scene, service, service.pidFile);
  if (overtaken() || entry.life !== life) return;
  if (found === null) {
    if (life !== null) scene.roster.end(entry, life, null, null);
  } else if (life === null) {
    await takeIn(scene, entry, service, found, "adopted");
  } else {
    const startedAt = (await startedAtOf(found, scene)) ?? scene.clock.now();
    if (overtaken() || entry.life !== life) return;
    scene.roster.replace(entry, { process: found, service, startedAt, ended: null, cause: "adopted" });
  }
}
