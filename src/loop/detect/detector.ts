/** The detector holds every reading against the rules that watch its target, and keeps where each suspicion stands. */
import { compileCondition } from "#core/lib";
import {
  type AnomalyRule,
  type Baseline,
  kindOf,
  namesOf,
  type Reading,
  type Readings,
  type Severity,
  type Target,
} from "#core/model";
import { type Baselines, createBaselines } from "./baselines.ts";
import { type CompiledRule, isAbout, judgeReading, type RuleVerdict, type Sight } from "./judge.ts";
import { calm, type Detection, isInGrace, newSuspicion, type Suspicion, step, type Warmth } from "./suspicion.ts";

export interface Detector {
  /** `now` is the wall clock, ms. */
  observe(target: Target, reading: Reading, now: number, warmth: Warmth): readonly Detection[];
  /** Whether this reading alone shows the anomaly; for the recheck before an effect, and for proofs. */
  shows(type: string, target: Target, reading: Reading, now: number): RuleVerdict;
  /** Whether the rule of this type speaks of such a reading at all. */
  isAbout(type: string, target: Target, reading: Reading, now: number): boolean;
  /** An anomaly that an earlier detector had raised and that has not ended: goes on from there, so that its end is seen too. */
  resume(type: string, target: string, since: number): void;
  /** After a verified repair: the slate is clean, no row of good readings is needed. */
  settle(type: string, target: string): void;
  /** By the probes' names. */
  readings(target: string): Readings;
  rule(type: string): AnomalyRule | undefined;
  /** What the target is watched for. */
  rulesOf(target: Target): readonly AnomalyRule[];
  /** What is normal for a probe of the target; undefined while too little is known. */
  baseline(target: string, probe: string): Baseline | undefined;
  /** How severe what it has raised on the target, or is confirming, would be. */
  suspects(target: Target): readonly Severity[];
  health(target: Target): "good" | "bad" | "unknown";
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
    const kind = kindOf(reading, target);
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
    return rule === undefined ? "unknown" : judgeReading(rule, this.#sightAs(rule, target, reading, now), false);
  }

  isAbout(type: string, target: Target, reading: Reading, now: number): boolean {
    const rule = this.#rules.get(type);
    return rule !== undefined && isAbout(rule, this.#sightAs(rule, target, reading, now));
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

  rulesOf(target: Target): readonly AnomalyRule[] {
    return this.#rulesFor(target).map(({ rule }) => rule);
  }

  baseline(target: string, probe: string): Baseline | undefined {
    return this.#baselines.of(target, probe);
  }

  suspects(target: Target): readonly Severity[] {
    return this.#rulesFor(target)
      .filter(({ rule }) => (this.#suspicions.get(`${rule.type}@${target.id}`)?.phase ?? "calm") !== "calm")
      .map(({ rule }) => rule.severity);
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

  /** As if this were the newest reading. */
  #sightAs({ rule }: CompiledRule, target: Target, reading: Reading, now: number): Sight {
    const readings = { ...this.readings(target.id) };
    for (const name of namesOf(reading, target)) readings[name] = reading;
    return this.#sightOf(rule, target, reading, readings, now);
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
    for (const name of namesOf(reading, target)) readings[name] = reading;
    return readings;
  }
}

function compileRule(rule: AnomalyRule): CompiledRule {
  const optional = (source: string | undefined) =>
    source === undefined ? undefined : compileCondition(source, "rule");
  return {
    rule,
    about: optional(rule.about),
    given: optional(rule.given),
    when: compileCondition(rule.when, "rule"),
    clearWhen: optional(rule.clearWhen),
    confirmWhen: optional(rule.confirmWhen),
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
