/** Whether a service crashed, or was ended by something outside: only crashes slow its restarts down. */
import type { AttemptFact, EventData, ProcessIdentity } from "#core/model";

/** A service that has lived this long is stable, whatever ends it. */
const stableAfterMs = 10_000;
const servedAWhileMs = 2_000;
const outsideSignals: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/**
 * Ended by itself before it was stable; a healthy service that something outside killed is no crash. How a process that is not
 * our child ended nobody tells: one that had served for a while after its proof is taken for killed.
 */
export function wasCrash(
  { target, code, signal, uptimeMs }: EventData["service.exited"],
  startedAt: number,
  attempts: readonly (AttemptFact & { readonly target: string })[],
): boolean {
  if (uptimeMs >= stableAfterMs) return false;
  const proved = attempts.findLast(
    (attempt) => attempt.target === target && attempt.result === "recovered" && attempt.at >= startedAt,
  );
  if (proved === undefined) return true;
  if (code === null && signal === null) return startedAt + uptimeMs - proved.at < servedAWhileMs;
  return signal === null || !outsideSignals.has(signal);
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}
