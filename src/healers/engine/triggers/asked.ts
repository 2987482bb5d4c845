/** A schedule, or a person, may ask for a certain runbook. */
import type { Incident } from "#core/model";
import type { Route } from "#loop/reason";
import type { Parts } from "../parts.ts";

/** Undefined: nobody asks for a certain one. Its symptoms are not asked: whoever wants it now knows why. */
export function askedRoute(parts: Parts, { fingerprint, type }: Incident): Route | undefined {
  const asked = parts.state.standing.triggersOf(fingerprint).find(({ runbook }) => runbook !== undefined);
  const runbook = asked?.runbook === undefined ? undefined : parts.registry().find(asked.runbook)?.runbook;
  if (asked === undefined || runbook === undefined || !runbook.matches.includes(type)) return undefined;
  const why = `${asked.source} asks for ${runbook.id}.`;
  return { domain: "clear", confidence: 1, entropy: 0, runbook: runbook.id, why };
}
