/**
 * The targets that must not stay down while no healer lives, as the engine knew them last (HEALER-06): how to see that one is gone, what keeps
 * it down on purpose, and how it is started. The engine writes it, the watchdog reads it.
 */
import { join } from "node:path";
import type { ProcessIdentity, Runbook, Service } from "#core/model";
import { isAlive, readSmallFile } from "../small/index.ts";

export interface CriticalTarget {
  readonly target: string;
  readonly service: Service;
  /** The process that it had last, and since when; null: it never had one. */
  readonly process: ProcessIdentity | null;
  readonly startedAt: number | null;
  /** The record of its life ends with a stop by Chiron. */
  readonly stopped: boolean;
  /** Why it is to stay as it is, as long as nobody says otherwise: a stop by a person, a service that is held. */
  readonly holds: readonly string[];
  /** Maintenance windows and silences over it, open or to come; wall clock, ms. */
  readonly windows: readonly { readonly name: string; readonly from: number; readonly until: number | null }[];
  /** Runbooks marked `emergency` that are for it and may run by themselves. */
  readonly runbooks: readonly { readonly id: string; readonly steps: readonly EmergencyRunbookStep[] }[];
}

/** What such a runbook may do: nothing but to its target's own service. */
export const emergencyActions = ["service.start", "service.stop", "service.restart"] as const;
export interface EmergencyRunbookStep {
  readonly action: (typeof emergencyActions)[number];
  readonly timeoutMs: number;
}

export interface CriticalTargets {
  readonly version: 1;
  readonly writtenAt: number;
  /** Marks the processes of this data folder's services. */
  readonly dataId: string;
  /** Healing is paused, with the reason: then nothing is started. */
  readonly paused: string | null;
  /** The store is damaged and Chiron only observes. */
  readonly observing: boolean;
  readonly targets: readonly CriticalTarget[];
}

export const criticalFile = (folder: string): string => join(folder, "critical.json");

export function readCritical(folder: string): CriticalTargets | undefined {
  return readSmallFile(criticalFile(folder), (value) => {
    const critical = value as Partial<CriticalTargets> | null;
    const isWhole = critical?.version === 1 && typeof critical.dataId === "string" && Array.isArray(critical.targets);
    return isWhole ? (critical as CriticalTargets) : undefined;
  });
}

/** One look at /proc. Whether it serves, nobody can tell here: that takes its probes, and so the engine. */
export function isDown({ process }: Pick<CriticalTarget, "process">): boolean {
  return process === null || !isAlive(process);
}

/** Steps of a runbook's first strategy, when all of them are of the kind that may be run without an engine. */
export function emergencySteps({
  strategies,
}: Pick<Runbook, "strategies">): readonly EmergencyRunbookStep[] | undefined {
  const steps = strategies[0]?.steps ?? [];
  const allowed: readonly string[] = emergencyActions;
  if (steps.length === 0 || !steps.every(({ action }) => allowed.includes(action))) return undefined;
  return steps.map(({ action, timeout }) => ({ action: action as EmergencyRunbookStep["action"], timeoutMs: timeout }));
}
