/**
 * The detector keeps, for each rule on each target, where the suspicion stands:
 * calm → (bad reading) suspected → (confirmed) raised → (enough good readings) calm.
 */
import { compileCondition } from "#core/lib";
import type { Anomaly, AnomalyRule, Baseline, Evidence, Reading, Readings, Target } from "#core/model";
import { type Baselines, createBaselines } from "./baselines.ts";
import { emptyHistory, type History, pushVerdict } from "./flapping.ts";
import { type CompiledRule, judgeReading, type RuleVerdict, type Sight } from "./judge.ts";

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

export interface Detector {
  /** `now` is the wall clock, ms. */
  observe(target: Target, reading: Reading, now: number, warmth: Warmth): readonly Detection[];
  /** Whether this reading alone shows the anomaly; for the recheck before an effect, and for proofs. */
  shows(type: string, target: Target, reading: Reading, now: number): RuleVerdict;
  /** An anomaly that an earlier detector had raised and that has not ended: goes on from there, so that its end is seen too. */
  resume(type: string, target: string, since: number): void;
  /** After a verified repair: the slate is clean, no row of good readings is needed. */
  settle(type: string, target: string): void;
  readings(target: string): Readonly<Record<string, Reading>>;
  rule(type: string): AnomalyRule | undefined;
  /** What is normal for a probe of the target; undefined while too little is known. */
  baseline(target: string, probe: string): Baseline | undefined;
  health(target: Target): "good" | "bad" | "unknown";
}

interface Suspicion {
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

/** `known` are readings, by target, that an earlier detector had; the baselines outlive it. */
export function createDetector(
  rules: readonly AnomalyRule[],
  known: ReadonlyMap<string, Readings> = new Map(),
  baselines: Baselines = createBaselines(),
): Detector {
  return new RuleDetector(rules, known, baselines);
}

class RuleDetector implements Detector {
  readonly #rules: ReadonlyMap<string, CompiledRule>;
  readonly #byTarget = new WeakMap<Target, readonly CompiledRule[]>();
  readonly #suspicions = new Map<string, Suspicion>();
  readonly #latest: Map<string, Record<string, Reading>>;

  readonly #baselines: Baselines;

  constructor(rules: readonly AnomalyRule[], known: ReadonlyMap<string, Readings>, baselines: Baselines) {
    this.#baselines = baselines;
    this.#rules = new Map(rules.map((rule) => [rule.type, compileRule(rule)]));
    this.#latest = new Map([...known].map(([target, readings]) => [target, { ...readings }]));
  }

  observe(target: Target, reading: Reading, now: number, warmth: Warmth): readonly Detection[] {
    const readings = this.#remember(target, reading);
    // Cold caches are no measure of what is normal.
    if (!isInGrace(target, now, warmth)) this.#baselines.observe(target, reading);
    const kind = kindOf(target, reading);
    const detections: Detection[] = [];
    for (const rule of this.#rulesFor(target)) {
      if (!rule.rule.probes.includes(kind)) continue;
      const sight = this.#sightOf(rule.rule, target, reading, readings, now);
      const detection = step(rule, this.#suspicion(rule.rule.type, target.id), sight, warmth);
      if (detection !== undefined) detections.push(detection);
    }
    return detections;
  }

  shows(type: string, target: Target, reading: Reading, now: number): RuleVerdict {
    const rule = this.#rules.get(type);
    if (rule === undefined) return "unknown";
    const readings = { ...this.readings(target.id), [kindOf(target, reading)]: reading };
    return judgeReading(rule, this.#sightOf(rule.rule, target, reading, readings, now), false);
  }

  resume(type: string, target: string, since: number): void {
    const suspicion: Suspicion = { ...newSuspicion(), phase: "raised", badSince: since, badCount: 1 };
    this.#suspicions.set(`${type}@${target}`, suspicion);
  }

  settle(type: string, target: string): void {
    const suspicion = this.#suspicions.get(`${type}@${target}`);
    if (suspicion === undefined) return;
    calm(suspicion);
    suspicion.byProbe.clear();
  }

  readings(target: string): Readonly<Record<string, Reading>> {
    return this.#latest.get(target) ?? {};
  }

  rule(type: string): AnomalyRule | undefined {
    return this.#rules.get(type)?.rule;
  }

  baseline(target: string, probe: string): Baseline | undefined {
    return this.#baselines.of(target, probe);
  }

  health(target: Target): "good" | "bad" | "unknown" {
    let known = false;
    for (const { rule } of this.#rulesFor(target)) {
      const suspicion = this.#suspicions.get(`${rule.type}@${target.id}`);
      if (suspicion === undefined) continue;
      if (suspicion.phase !== "calm") return "bad";
      if (suspicion.lastGoodAt > Number.NEGATIVE_INFINITY) known = true;
    }
    return known ? "good" : "unknown";
  }

  #sightOf(rule: AnomalyRule, target: Target, reading: Reading, readings: Readings, now: number): Sight {
    const baseline = this.#baselines.of(target.id, reading.probe);
    return { target, reading, readings, baseline, thresholds: thresholdsOf(rule, target), now };
  }

  #suspicion(type: string, target: string): Suspicion {
    const key = `${type}@${target}`;
    let suspicion = this.#suspicions.get(key);
    if (suspicion === undefined) {
      suspicion = newSuspicion();
      this.#suspicions.set(key, suspicion);
    }
    return suspicion;
  }

  #rulesFor(target: Target): readonly CompiledRule[] {
    let list = this.#byTarget.get(target);
    if (list === undefined) {
      const kinds = new Set(target.probes.map((probe) => probe.kind));
      list = [...this.#rules.values()].filter(
        ({ rule }) =>
          (rule.kinds === undefined || rule.kinds.includes(target.kind)) && rule.probes.some((kind) => kinds.has(kind)),
      );
      this.#byTarget.set(target, list);
    }
    return list;
  }

  #remember(target: Target, reading: Reading): Readonly<Record<string, Reading>> {
    let readings = this.#latest.get(target.id);
    if (readings === undefined) {
      readings = {};
      this.#latest.set(target.id, readings);
    }
    readings[kindOf(target, reading)] = reading;
    return readings;
  }
}

function compileRule(rule: AnomalyRule): CompiledRule {
  const optional = (source: string | undefined) =>
    source === undefined ? undefined : compileCondition(source, "rule");
  return {
    rule,
    given: optional(rule.given),
    when: compileCondition(rule.when, "rule"),
    clearWhen: optional(rule.clearWhen),
    confirmWhen: optional(rule.confirmWhen),
  };
}

function newSuspicion(): Suspicion {
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

function step(compiled: CompiledRule, suspicion: Suspicion, sight: Sight, warmth: Warmth): Detection | undefined {
  const verdict = judgeReading(compiled, sight, suspicion.phase === "raised");
  if (verdict === "unknown") return undefined;
  if (verdict === "bad" && compiled.rule.graced && isWarmingUp(suspicion, sight, warmth)) return undefined;
  suspicion.byProbe.set(sight.reading.probe, verdict === "bad");
  suspicion.history = pushVerdict(suspicion.history, verdict === "bad");
  return verdict === "bad" ? onBad(compiled, suspicion, sight) : onGood(compiled, suspicion, sight);
}

function isInGrace(target: Target, now: number, { startedAt }: Warmth): boolean {
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
  if (!confirmed && !holds(compiled.confirmWhen, sight)) {
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
  for (const bad of suspicion.byProbe.values()) if (bad) return undefined;
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

function calm(suspicion: Suspicion): void {
  suspicion.phase = "calm";
  suspicion.badCount = 0;
  suspicion.goodCount = 0;
}

function holds(condition: CompiledRule["confirmWhen"], sight: Sight): boolean {
  if (condition === undefined) return false;
  const result = condition.evaluate(sight);
  return "value" in result && result.value;
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

const noThresholds: Readonly<Record<string, number>> = {};

function thresholdsOf(rule: AnomalyRule, target: Target): Readonly<Record<string, number>> {
  const own = rule.thresholds;
  for (const name in own) {
    if (name in target.thresholds) return { ...own, ...target.thresholds };
  }
  return own ?? noThresholds;
}

function kindOf(target: Target, reading: Reading): string {
  for (const probe of target.probes) if (probe.id === reading.probe) return probe.kind;
  return reading.probe;
}
