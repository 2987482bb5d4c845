/** The engine answers, and is not one of the three: it was started by itself, and nobody watches it. */
import type { Overview } from "#core/model";

export function runsAlone(healers: Overview["healers"]): boolean {
  return healers.every(({ state }) => state === "not_running");
}
