/** What a reload replaces, together or not at all. */
import { ChironError, type Policy, type Settings, type Target } from "#core/model";
import { type Baselines, createDetector, type Detector } from "#loop/detect";
import { createGuard, type Guard } from "#loop/guard";
import { builtIn } from "./extensions.ts";
import type { Parts } from "./parts.ts";
import { createRegistry, type RunbookRegistry } from "./runbooks.ts";
import type { EngineState } from "./state.ts";

export interface Generation {
  readonly settings: Settings;
  readonly targets: ReadonlyMap<string, Target>;
  readonly detector: Detector;
  readonly guard: Guard;
  readonly registry: RunbookRegistry;
}

/** The guard as this configuration has it; the one that judges, and the one that judges again what is past. */
export function guardOf(settings: Settings, policies = builtIn.policies): Guard {
  return createGuard(policies, settings.policies, settings.ownPolicies);
}

interface Lasting {
  readonly state: EngineState;
  readonly baselines: Baselines;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly now: () => number;
}

/** `before` is the detector in force so far: what it has read stays known until it is read anew. */
export function generationOf(
  { state, baselines, policies, now }: Lasting,
  settings: Settings,
  before?: Detector,
): Generation {
  const known = new Map(settings.targets.map(({ id }) => [id, before?.readings(id) ?? {}]));
  return {
    settings,
    targets: new Map(settings.targets.map((target) => [target.id, target])),
    detector: createDetector(settings.rules, known, baselines),
    guard: guardOf(settings, policies),
    registry: createRegistry(settings, state, now),
  };
}

/** Only the runbooks are others: what was seen, and what was admitted, stays. */
export function withRunbooks(
  settings: Settings,
  parts: Pick<Parts, "state" | "platform" | "detector" | "guard">,
): Generation {
  return {
    settings,
    targets: new Map(settings.targets.map((target) => [target.id, target])),
    detector: parts.detector(),
    guard: parts.guard(),
    registry: createRegistry(settings, parts.state, parts.platform.clock.now),
  };
}

/** A file that was cut off, or is being written, must not stop everything it used to declare. */
export function declaring(settings: Settings, before: Settings): Settings {
  if (settings.targets.length > 0 || before.targets.length === 0) return settings;
  throw new ChironError("bad_config", `${settings.file} declares no target any more; nothing was changed`, {
    help: "To watch nothing, end Chiron: chiron down",
  });
}
