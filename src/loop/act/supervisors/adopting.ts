/**
 * After the engine was replaced: finds the process that the one before it left running. The recorded identity is certain. Where the
 * record was not written any more, the pid file tells, or the mark in the environment.
 */
import type { DirectService, ProcessIdentity } from "#core/model";
import { isAlive } from "./identity.ts";
import { carriers, mainCarrier } from "./mark.ts";
import type { Entry } from "./roster.ts";
import { markFor, type Scene } from "./scene.ts";
import { namedByPidFile, takeIn } from "./starting.ts";

export interface KnownLife {
  readonly process: ProcessIdentity;
  /** When it was started, by the record; a process that was readied beforehand is older than its service's life. */
  readonly startedAt?: number;
  /** The record ends with a stop by Chiron. */
  readonly stopped?: boolean;
}

export async function adoptService(
  scene: Scene,
  entry: Entry,
  service: DirectService,
  known?: KnownLife,
): Promise<void> {
  entry.adopted = true;
  entry.service = service;
  if (entry.life !== null) await scene.roster.settle(entry);
  if (entry.life !== null) return;
  if (known !== undefined && isAlive(scene.processes, known.process)) {
    await takeIn(scene, entry, service, known.process, "adopted", known.startedAt);
    return;
  }
  const found = await findRunning(scene, service);
  if (found !== null) await takeIn(scene, entry, service, found, "adopted");
  else if (known !== undefined) entry.lastProcess = known.process;
  else entry.clear = carriers(scene.processes, markFor(scene, service.target)).length === 0;
}

async function findRunning(scene: Scene, service: DirectService): Promise<ProcessIdentity | null> {
  // A daemon's own word comes before the mark: its launcher and its workers carry the mark too.
  const named = service.pidFile === undefined ? null : await namedByPidFile(scene, service, service.pidFile);
  return named ?? (await mainCarrier(scene, markFor(scene, service.target))) ?? null;
}
