/** Takes a service down, with everything that it started. */
import type { ActionResult, DirectService, ProcessIdentity } from "#core/model";
import { endAll } from "./ending.ts";
import { sameProcess } from "./identity.ts";
import { partsOf, pids } from "./remnants.ts";
import type { Entry, StopCause } from "./roster.ts";
import { failed, type Scene, succeeded } from "./scene.ts";
import { namedByPidFile, takeIn } from "./starting.ts";

export interface StopOptions {
  readonly signal: AbortSignal;
  /** SIGKILL at once. */
  readonly force?: boolean;
  readonly cause?: StopCause;
  /** At most this long until SIGKILL, where the service itself would allow longer. */
  readonly graceMs?: number;
}

export async function stopService(
  scene: Scene,
  entry: Entry,
  service: DirectService,
  options: StopOptions,
): Promise<ActionResult> {
  if (options.signal.aborted) return failed(`stopping ${service.target} was broken off before it began`);
  if (entry.life !== null) await scene.roster.settle(entry);
  if (entry.life === null && service.pidFile !== undefined) {
    // Somebody else may have started it; told to stop, it is ours all the same.
    const found = await namedByPidFile(scene, service, service.pidFile);
    if (found !== null) await takeIn(scene, entry, service, found, "adopted");
  }
  const life = entry.life;
  const main = life?.process ?? null;
  const graceMs = Math.min(service.stopGrace, options.graceMs ?? Number.POSITIVE_INFINITY);
  if (life !== null) {
    life.stopCause = options.cause ?? "repair";
    life.stopUntil = Number.POSITIVE_INFINITY;
  }
  const ending = await endAll(
    {
      main,
      members: () => mainFirst(partsOf(scene, service, main ?? entry.lastProcess), main),
      mainEnded: life?.ended ?? null,
      stopSignal: service.stopSignal,
      graceMs,
      force: options.force === true,
      signal: options.signal,
    },
    scene,
  );
  if (life !== null) {
    // Should it still end within its grace, that was our doing; a death long after is its own.
    if (ending.end !== "ended") life.stopUntil = scene.clock.monotonic() + graceMs;
    await scene.roster.settle(entry);
  }
  if (ending.end === "ended") entry.clear = entry.life === null;
  return sayHow(service, main, ending);
}

/** A main process that loses its workers first would start new ones. */
function mainFirst(members: readonly ProcessIdentity[], main: ProcessIdentity | null): readonly ProcessIdentity[] {
  if (main === null) return members;
  return [...members].sort((a, b) => Number(sameProcess(b, main)) - Number(sameProcess(a, main)));
}

function sayHow(
  service: DirectService,
  main: ProcessIdentity | null,
  ending: Awaited<ReturnType<typeof endAll>>,
): ActionResult {
  const { target } = service;
  if (ending.count === 0) return succeeded(`${target} was not running`);
  switch (ending.end) {
    case "ended": {
      const what = main === null ? "what was left of its last life" : `pid ${main.pid}`;
      const how = ending.killed ? "SIGKILL" : service.stopSignal;
      return succeeded(
        `${target} was ended (${what}, ${ending.count === 1 ? "1 process" : `${ending.count} processes`}) by ${how}`,
      );
    }
    case "aborted":
      return failed(`stopping ${target} was broken off with ${pids(ending.left)} still there`);
    case "stuck":
      return failed(`${target} could not be ended: ${pids(ending.left)} did not go after SIGKILL`);
  }
}
