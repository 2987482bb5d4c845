/** Plans that change nothing: a human would be asked for leave to be told, and a limit on repairs would keep one from looking. */
import type { Plan } from "#core/model";

/** They look, wait or tell. */
const actions: ReadonlySet<string> = new Set(["notify", "probe.retry", "wait"]);

export function isHarmless(action: string): boolean {
  return actions.has(action);
}

export function changesNothing({ steps }: Plan): boolean {
  return steps.every((step) => isHarmless(step.action));
}
