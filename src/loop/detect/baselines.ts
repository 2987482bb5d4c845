/** The baselines of all probes of all targets that say how long an answer took. */
import { sha256 } from "#core/lib";
import type { Baseline, LearnedBaseline, ProbeDeclaration, Reading, Target } from "#core/model";
import { chanceFactorOf, type Level, learn, medianOf, nothingLearned } from "./baseline.ts";

export interface Baselines {
  /** Takes in a reading, if it is one to learn from. */
  observe(target: Target, reading: Reading): void;
  /** Undefined while too little is known. */
  of(target: string, probe: string): Baseline | undefined;
  /** Those that changed since it was asked last, to be kept. */
  takeChanged(): readonly LearnedBaseline[];
}

/** The median of so many; with fewer than half of them nothing is said. */
const recentKept = 9;

interface Learning {
  readonly signature: string;
  level: Level;
  recent: readonly number[];
}

/** `kept` is what an earlier engine had learned. */
export function createBaselines(kept: readonly LearnedBaseline[] = []): Baselines {
  const all = new Map<string, Learning>();
  const changed = new Map<string, { readonly target: string; readonly probe: string }>();
  for (const { target, probe, signature, ...level } of kept) {
    all.set(keyOf(target, probe), { signature, level, recent: [] });
  }
  return {
    observe(target, reading) {
      const latencyMs = latencyOf(reading);
      const declaration = target.probes.find(({ id }) => id === reading.probe);
      if (latencyMs === undefined || declaration === undefined) return;
      const key = keyOf(target.id, reading.probe);
      const signature = signatureOf(declaration);
      let learning = all.get(key);
      if (learning?.signature !== signature) {
        learning = { signature, level: nothingLearned, recent: [] };
        all.set(key, learning);
      }
      learning.level = learn(learning.level, latencyMs, reading.takenAt);
      learning.recent = [...learning.recent.slice(1 - recentKept), latencyMs];
      changed.set(key, { target: target.id, probe: reading.probe });
    },
    of(target, probe) {
      const learning = all.get(keyOf(target, probe));
      if (learning === undefined || learning.level.level === null) return undefined;
      if (learning.recent.length < recentKept / 2) return undefined;
      const { level, samples } = learning.level;
      const chanceFactor = chanceFactorOf(learning.level, learning.recent.length);
      return { latencyMs: Math.exp(level), recentMs: medianOf(learning.recent), samples, chanceFactor };
    },
    takeChanged() {
      const list = [...changed].flatMap(([key, place]) => {
        const learning = all.get(key);
        return learning === undefined ? [] : [{ ...place, signature: learning.signature, ...learning.level }];
      });
      changed.clear();
      return list;
    },
  };
}

/** Only of a good answer, and only where the probe measured its own question. */
function latencyOf({ available, values }: Reading): number | undefined {
  const { latencyMs, serving } = values;
  if (!available || serving === false || typeof latencyMs !== "number") return undefined;
  return Number.isFinite(latencyMs) && latencyMs >= 0 ? latencyMs : undefined;
}

function keyOf(target: string, probe: string): string {
  return `${target}\0${probe}`;
}

/** Of what is asked, not of how often. A declaration never changes; a reload brings another one. */
const signatures = new WeakMap<ProbeDeclaration, string>();

function signatureOf(declaration: ProbeDeclaration): string {
  const known = signatures.get(declaration);
  if (known !== undefined) return known;
  const signature = sha256(JSON.stringify([declaration.kind, declaration.options])).slice(0, 16);
  signatures.set(declaration, signature);
  return signature;
}
