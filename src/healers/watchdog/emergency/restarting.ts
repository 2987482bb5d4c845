/** Steps 3 to 6 and 9: a healer is ended for good and started anew, and then believed only when it says itself that it is at work. */
import type { Healer, ProcessIdentity } from "#core/model";
import { isAlive } from "#healers/mutual/small";
import type { Architect } from "./delegates/architect.ts";
import type { Gate } from "./gate.ts";
import type { EmergencyMeans, LivingHealer, StartedHealer } from "./means.ts";
import type { StepEnd } from "./steps.ts";

const lookEveryMs = 50;

export interface Restarting {
  readonly means: EmergencyMeans;
  readonly gate: Gate;
  readonly architect: Architect;
  /** Those that were seen at work, by `verify`. */
  readonly verified: Map<Healer, ProcessIdentity>;
  /** Aborted when the time is over, or when Chiron is ended. */
  readonly signal: AbortSignal;
}

/** No limit on restarts holds here, and no count from before: only these tries do. */
export async function forceRestart(restarting: Restarting, healer: Healer): Promise<StepEnd> {
  const { means, gate, architect, signal } = restarting;
  const { hands, limits } = means;
  let detail = "nothing was tried";
  for (let tries = 1; tries <= limits.restartTries && !signal.aborted; tries++) {
    if (!(await hands.end(healer))) {
      detail = "what is left of it cannot be ended";
      continue;
    }
    const launcher = await architect.beforeTry(healer, tries);
    if (healer === "engine") await gate.close();
    const tried = await tryOnce(restarting, healer, launcher);
    if (tried.living !== undefined)
      return { ok: true, tries, detail: `pid ${tried.living.process.pid} is ${tried.living.state}` };
    detail = tried.why;
    architect.heard(healer, tried.why, tried.ended);
    if (signal.aborted) break;
    await hands.end(healer);
    if (healer === "engine") gate.open();
  }
  return { ok: false, tries: limits.restartTries, detail };
}

interface Tried {
  readonly living?: LivingHealer;
  readonly why: string;
  /** It ended by itself over its start. */
  readonly ended: boolean;
}

async function tryOnce({ means, signal }: Restarting, healer: Healer, launcher: string | undefined): Promise<Tried> {
  const { hands, limits, monotonic, sleep } = means;
  let started: StartedHealer;
  try {
    started = await hands.start(healer, launcher);
  } catch (error) {
    return { why: `it could not be started: ${String(error)}`, ended: true };
  }
  let end: { readonly code: number | null; readonly signal: string | null } | undefined;
  void started.ended.then((how) => {
    end = how;
  });
  const until = monotonic() + limits.tryMs;
  while (monotonic() < until && !signal.aborted) {
    const living = hands.living(healer);
    if (living !== undefined && living.state !== "starting" && living.state !== "ending")
      return { living, why: "", ended: false };
    if (end !== undefined && living === undefined)
      return { why: `it ended over its start: ${wordsOf(end)}`, ended: true };
    await sleep(lookEveryMs, signal).catch(() => undefined);
  }
  return { why: `it did not become healthy within ${limits.tryMs} ms`, ended: false };
}

export function wordsOf({ code, signal }: { readonly code: number | null; readonly signal: string | null }): string {
  return signal === null ? `ended with exit code ${code ?? "unknown"}` : `was killed by ${signal}`;
}

/** It lives, is at work, and is the same at two looks: one that is about to crash again is not verified. */
export async function verify({ means, verified, signal }: Restarting, healer: Healer): Promise<StepEnd> {
  const { hands, limits, sleep } = means;
  let before: number | undefined;
  let detail = "it was not seen at work";
  for (let tries = 1; tries <= limits.verifyTries && !signal.aborted; tries++) {
    const living = hands.living(healer);
    const isAtWork = living !== undefined && /^(healthy|degraded|recovering)$/.test(living.state);
    if (isAtWork && living.process.pid === before) {
      verified.set(healer, living.process);
      return { ok: true, tries, detail: `pid ${living.process.pid} is ${living.state}` };
    }
    before = isAtWork ? living.process.pid : undefined;
    detail = living === undefined ? "it is gone" : `pid ${living.process.pid} is ${living.state}`;
    await sleep(limits.verifyPauseMs, signal).catch(() => undefined);
  }
  return { ok: false, tries: limits.verifyTries, detail };
}

/**
 * Each healer says that it sees a beat of this watchdog that is newer than the question. What one has said it has said, for as long as it
 * lives: a later look that finds its beat half written takes nothing back.
 */
export async function verifyMutual(means: EmergencyMeans, withinMs: number): Promise<StepEnd> {
  const { hands, monotonic, sleep } = means;
  const { process, seq } = hands.own();
  const until = monotonic() + withinMs;
  const saidBy = new Map<Healer, ProcessIdentity>();
  const hasSaid = (healer: Healer): boolean => {
    const before = saidBy.get(healer);
    if (before !== undefined && isAlive(before)) return true;
    const living = hands.living(healer);
    if (living?.sees(process, seq) !== true) return false;
    saidBy.set(healer, living.process);
    return true;
  };
  for (;;) {
    const left = (["engine", "mender"] as const).filter((healer) => !hasSaid(healer));
    if (left.length === 0) return { ok: true, tries: 1, detail: "engine and mender see the watchdog" };
    if (monotonic() >= until || hands.isEnding())
      return { ok: false, tries: 1, detail: `${left.join(" and ")} did not say that the watchdog is seen` };
    await sleep(lookEveryMs).catch(() => undefined);
  }
}
