/** The policies as people see them: what is in force, and what has tripped. */
import { writtenOptions } from "#core/config";
import type { PolicyView } from "#core/model";
import { breakerOf } from "#loop/guard";
import type { Parts } from "./parts.ts";

export function policyViews(parts: Parts): readonly PolicyView[] {
  const builtIn = parts.guard().inForce.map(({ policy: { name, summary, schema }, options }) => ({
    ...{ name, summary, source: "built-in", options: writtenOptions(schema, options) },
    ...stateOf(name, options, parts),
  }));
  const own = parts.settings().ownPolicies.map(({ name, message, source, ...options }) => ({
    ...{ name, summary: message, source, options },
  }));
  return [...builtIn, ...own];
}

type State = Pick<PolicyView, "breakers" | "storm" | "grants">;

function stateOf(name: string, options: PolicyView["options"], { state: { guard }, platform }: Parts): State {
  const now = platform.clock.now();
  switch (name) {
    case "circuit-breaker": {
      const { openFor, longest, ...limits } = options as Readonly<Record<string, number>>;
      const times = { openFor: openFor ?? 0, longest: longest ?? 0 };
      return {
        breakers: guard.failures.all().map(({ scope, name: whose, row }) => ({
          ...{ scope, name: whose },
          ...breakerOf(row, limits[scope] ?? Number.POSITIVE_INFINITY, now, times),
        })),
      };
    }
    case "storm": {
      const { storm } = guard;
      return { storm: storm === null ? null : { ...storm, since: new Date(storm.since).toISOString() } };
    }
    case "capability":
      return { grants: [...guard.grants.values()].filter(({ expiresAt }) => expiresAt > now) };
    default:
      return {};
  }
}
