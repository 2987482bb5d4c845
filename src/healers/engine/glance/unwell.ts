/** Targets that are not well, each with the reason in one sentence. */
import { criticalities, type Incident, severities, type Target, type UnwellTarget } from "#core/model";
import { sentence, tellValues } from "#surface/story";
import { healthOf } from "../target-views.ts";
import type { ViewSources } from "../views.ts";

/** The most critical first; among their like the bad before the unknown. */
export function unwellTargets(sources: ViewSources, limit: number): readonly UnwellTarget[] {
  const unwell: { readonly target: Target; readonly health: UnwellTarget["health"] }[] = [];
  for (const target of sources.settings().targets) {
    const health = healthOf(sources, target);
    if (health !== "good") unwell.push({ target, health });
  }
  const rank = ({ target, health }: (typeof unwell)[number]) =>
    criticalities.indexOf(target.criticality) * 2 + (health === "bad" ? 0 : 1);
  unwell.sort((one, other) => rank(one) - rank(other) || (one.target.id < other.target.id ? -1 : 1));
  return unwell.slice(0, limit).map(({ target, health }) => {
    const { id, kind, criticality } = target;
    const incident = worstOf(sources, id);
    const why = incident === undefined ? lookOf(sources, target, health) : sentence(incident.summary);
    return { id, kind, criticality, health, why, incident: incident?.id ?? null };
  });
}

function worstOf({ state }: ViewSources, target: string): Incident | undefined {
  let worst: Incident | undefined;
  for (const id of state.crowd.of(target)) {
    const incident = state.incident(id);
    if (incident === undefined) continue;
    if (worst === undefined || severities.indexOf(incident.severity) > severities.indexOf(worst.severity))
      worst = incident;
  }
  return worst;
}

/** What its probes say, where no incident says more. */
function lookOf({ detector }: ViewSources, { id, probes }: Target, health: UnwellTarget["health"]): string {
  const readings = detector().readings(id);
  const looked = probes.flatMap((probe) => readings[probe.id] ?? []);
  if (probes.length === 0) return "It has no probe, so that nobody knows how it is.";
  if (looked.length === 0) return "It has not been looked at yet.";
  const silent = looked.find(({ available }) => !available);
  if (silent !== undefined) return sentence(`${silent.probe} does not answer: ${silent.error ?? "no reason is given"}`);
  if (health === "unknown") return "Its probes answer, and no rule says yet whether that is well.";
  const said = looked.map(({ probe, values, error }) => `${probe} says ${error ?? tellValues(values)}`);
  return sentence(`Something is off, and not yet confirmed: ${said.join("; ")}`);
}
