/** Which flow is for a pattern: by its kind, and by what its cause may be. */
import type { DriftHypothesis, DriftPattern } from "#core/model";
import type { Flow } from "./flow.ts";

export interface Route {
  readonly flow: Flow;
  /** The hypothesis that it was chosen by. */
  readonly hypothesis: DriftHypothesis;
  /** For people: why this one. */
  readonly because: string;
}

/**
 * The flow that names the pattern's kind and the best hypothesis that any flow names; a flow that names no kinds, or no causes, is for all
 * of them, and comes after one that does. Null where none is for it.
 */
export function routeFlow(
  { kind, hypotheses }: Pick<DriftPattern, "kind" | "hypotheses">,
  flows: readonly Flow[],
): Route | null {
  const fitting = flows.filter(({ heals }) => heals.length === 0 || heals.includes(kind));
  for (const hypothesis of hypotheses) {
    const [best] = fitting
      .filter(({ because }) => because.length === 0 || because.includes(hypothesis.kind))
      .toSorted((a, b) => exactness(b) - exactness(a));
    if (best === undefined) continue;
    const cause = hypothesis.kind.replaceAll("_", " ");
    const because = `${best.id} is for ${kind.replaceAll("_", " ")}, where the likeliest cause is: ${cause} (${hypothesis.confidence})`;
    return { flow: best, hypothesis, because };
  }
  return null;
}

function exactness({ heals, because }: Flow): number {
  return (because.length > 0 ? 2 : 0) + (heals.length > 0 ? 1 : 0);
}
