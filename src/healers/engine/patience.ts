/** How long an incident may stay open before a human is told that it is. */
import type { Incident, Runbook } from "#core/model";

/** Where no runbook says it. */
const usualMs = 600_000;

/**
 * Undefined: for as long as its runbook takes. What is critical has no such time: its own runbook has had its chance, or may not run
 * at all because the target is only observed or healing is paused, and a human must know (HOST-19).
 */
export function patienceMs(severity: Incident["severity"], runbook: Runbook | undefined): number | undefined {
  if (runbook === undefined) return usualMs;
  return runbook.escalate.afterTime ?? (severity === "critical" ? usualMs : undefined);
}
