/** What the parts of the direct supervisor share. */
import type { ActionResult, ProcessIdentity } from "#core/model";
import type { Clock, Files, Processes } from "#core/platform";
import { type Mark, markOf } from "./mark.ts";
import type { Roster } from "./roster.ts";

export interface Scene {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly files: Files;
  readonly dataId: string;
  readonly roster: Roster;
}

export function markFor(scene: Scene, target: string): Mark {
  return markOf(scene.dataId, target);
}

export function succeeded(summary: string, process?: ProcessIdentity): ActionResult {
  const artifacts =
    process === undefined
      ? []
      : [{ kind: "process" as const, name: String(process.pid), detail: `started at tick ${process.startTicks}` }];
  return { success: true, summary, artifacts };
}

export function failed(summary: string): ActionResult {
  return { success: false, summary, artifacts: [] };
}
