/**
 * Where the suspicion of one rule on one target stands, and where a reading takes it:
 * calm → (bad reading) suspected → (confirmed) raised → (enough good readings) calm.
 */
import type { Anomaly, AnomalyRule, Evidence, Reading, Target } from "#core/model";
import { emptyHistory, type History, pushVerdict } from "./flapping.ts";
import { type CompiledRule, isKnownToHold, judgeReading, type Sight } from "./judge.ts";

export type Detection =
  /** A first bad reading: look closer, at once. */
  | { readonly kind: "suspected"; readonly type: string; readonly target: string }
  /** The suspicion was wrong. */
  | { readonly kind: "dismissed"; readonly type: string; readonly target: string }
  /** Confirmed now. */
  | { readonly kind: "raised"; readonly anomaly: Anomaly }
  /** Still there. */
  | { readonly kind: "seen"; readonly anomaly: Anomaly }
  /** Enough good readings, far enough apart. */
  | { readonly kind: "cleared"; readonly type: string; readonly target: string; readonly reading: Reading };

export interface Warmth {
  /** When Chiron last started the target's service, wall clock; null: never. */
  readonly startedAt: number | null;
}

export interface Suspicion {
  phase: "calm" | "suspected" | "raised";
  /** The latest verdict of each probe, so that one good probe does not hide another's bad reading. */
  readonly byProbe: Map<string, boolean>;
  badSince: number;
  badCount: number;
  goodCount: number;
  lastGoodCountedAt: number;
  lastGoodAt: number;
  history: History;
}

export function newSuspicion(): Suspicion {
  return {
    phase: "calm",
    byProbe: new Map(),
    badSince: 0,
    badCount: 0,
    goodCount: 0,
    lastGoodCountedAt: Number.NEGATIVE_INFINITY,
    lastGoodAt: Number.NEGATIVE_INFINITY,
    history: emptyHistory,
  };
}

/** What one reading makes of it. */
export function step(
  compiled: CompiledRule,
  suspicion: Suspicion,
  sight: Sight,
  warmth: Warmth,
): Detection | undefined {
  const verdict = judgeReading(compiled, sight, suspicion.phase === "raised");
  if (verdict === "unknown") return undefined;
  if (verdict === "bad" && compiled.rule.graced && isWarmingUp(suspicion, sight, warmth)) return undefined;
  suspicion.byProbe.set(sight.reading.probe, verdict === "bad");
  // One probe that is steadily good beside one that is steadily bad is no change of state.
  suspicion.history = pushVerdict(suspicion.history, isBad(suspicion));
  return verdict === "bad" ? onBad(compiled, suspicion, sight) : onGood(compiled, suspicion, sight);
}

function isBad({ byProbe }: Suspicion): boolean {
  for (const bad of byProbe.values()) if (bad) return true;
  return false;
}

export function isInGrace(target: Target, now: number, { startedAt }: Warmth): boolean {
  return startedAt !== null && now - startedAt < target.startupGraceMs;
}

/** Warming up ends with the grace, or as soon as the target was seen good after its start. */
function isWarmingUp(suspicion: Suspicion, sight: Sight, warmth: Warmth): boolean {
  if (warmth.startedAt === null || suspicion.lastGoodAt >= warmth.startedAt) return false;
  return isInGrace(sight.target, sight.now, warmth);
}

function onBad(compiled: CompiledRule, suspicion: Suspicion, sight: Sight): Detection | undefined {
  const { rule } = compiled;
  suspicion.goodCount = 0;
  suspicion.badCount++;
  if (suspicion.phase === "raised") return { kind: "seen", anomaly: anomalyOf(rule, suspicion, sight) };
  if (suspicion.phase === "calm") {
    suspicion.badSince = sight.reading.takenAt;
    suspicion.badCount = 1;
  }
  const confirmed = suspicion.badCount >= rule.bad && sight.reading.takenAt - suspicion.badSince >= rule.for;
  if (!confirmed && !isKnownToHold(compiled.confirmWhen, sight)) {
    const first = suspicion.phase === "calm";
    suspicion.phase = "suspected";
    return first ? { kind: "suspected", type: rule.type, target: sight.target.id } : undefined;
  }
  suspicion.phase = "raised";
  return { kind: "raised", anomaly: anomalyOf(rule, suspicion, sight) };
}

function onGood(compiled: CompiledRule, suspicion: Suspicion, sight: Sight): Detection | undefined {
  const { rule } = compiled;
  suspicion.lastGoodAt = sight.reading.takenAt;
  if (suspicion.phase === "calm") return undefined;
  // Another probe of the same target still says bad.
  if (isBad(suspicion)) return undefined;
  if (suspicion.phase === "suspected") {
    calm(suspicion);
    return { kind: "dismissed", type: rule.type, target: sight.target.id };
  }
  const farEnough =
    suspicion.goodCount === 0 || sight.reading.takenAt - suspicion.lastGoodCountedAt >= rule.clear.every;
  if (farEnough) {
    suspicion.goodCount++;
    suspicion.lastGoodCountedAt = sight.reading.takenAt;
  }
  if (suspicion.goodCount < rule.clear.readings || suspicion.history.flapping) return undefined;
  calm(suspicion);
  return { kind: "cleared", type: rule.type, target: sight.target.id, reading: sight.reading };
}

export function calm(suspicion: Suspicion): void {
  suspicion.phase = "calm";
  suspicion.badCount = 0;
  suspicion.goodCount = 0;
}

function anomalyOf(rule: AnomalyRule, suspicion: Suspicion, sight: Sight): Anomaly {
  const evidence: Evidence = { condition: rule.when, reading: sight.reading, thresholds: sight.thresholds };
  return {
    type: rule.type,
    target: sight.target.id,
    severity: rule.severity,
    title: rule.title,
    since: suspicion.badSince,
    evidence,
    flapping: suspicion.history.flapping,
  };
}
