/** An emergency as a recovery of each healer, which is how people see it: `chiron healers` shows the newest of each. */
import type { Healer, HealerFault, NewEvent } from "#core/model";
import { event } from "#core/model/plain";
import type { EmergencyEnd } from "./protocol.ts";

const protocol = "emergency-healer-recovery" as const;

/** What cannot be written down was healed all the same. */
export function writeRecoveries(
  { steps, tookMs, processes }: EmergencyEnd,
  faults: Readonly<Partial<Record<Healer, HealerFault>>>,
  audit: (entry: NewEvent) => void,
): void {
  for (const healer of ["engine", "mender"] as const) {
    const other = healer === "engine" ? "mender" : "engine";
    const own = steps.filter(({ name }) => !name.endsWith(`_${other}`));
    const process = processes[healer] ?? null;
    const data = {
      ...{ protocol, healer, by: "watchdog" as const, fault: faults[healer] ?? "gone" },
      ...{ ok: process !== null, process, tookMs, steps: own },
    } as const;
    try {
      audit(event("recovery.finished", data));
    } catch {
      return;
    }
  }
}
