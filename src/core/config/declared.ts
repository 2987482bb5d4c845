/**
 * What targets declare for the runbooks of packs, under `settings`. Such a runbook need not fit every target: where a target declares
 * nothing of what it refers to, it simply makes no plan. But what is declared has to be of the right shape, and that is told
 * now, where it stands, and not when it is needed.
 */
import type { z } from "zod";
import { isReference, resolveReferences } from "#core/lib";
import type { Step, Target } from "#core/model";
import { check } from "./check.ts";
import type { Gathering } from "./gathering.ts";
import type { ReadTargets } from "./targets.ts";

const settings = "$target.settings.";

export interface DeclaredCheck {
  checkStep(step: Step, targets: readonly Target[]): void;
}

/** Each value is told about once, however many steps refer to it. */
export function createDeclaredCheck(places: ReadTargets["places"], into: Gathering): DeclaredCheck {
  const told = new Set<string>();
  return {
    checkStep(step, targets) {
      const { shape } = (into.kinds.actions.get(step.action)?.schema ?? {}) as {
        shape?: Readonly<Record<string, z.ZodType>>;
      };
      for (const [key, reference] of Object.entries(step.with)) {
        const schema = shape?.[key];
        if (schema === undefined || !isReference(reference) || !reference.startsWith(settings)) continue;
        for (const target of targets) {
          const value = declaredValue(reference, target);
          const place = places.get(target.id);
          const id = `${step.action} ${key} ${target.id} ${reference}`;
          if (value === undefined || place === undefined || told.has(id)) continue;
          told.add(id);
          const path = [...place.path, ...reference.replace(/\?$/, "").split(".").slice(1)];
          check(schema, value, place.source, path, into.problems);
        }
      }
    },
  };
}

function declaredValue(reference: string, target: Target): unknown {
  try {
    return resolveReferences(reference, target);
  } catch {
    return undefined;
  }
}
