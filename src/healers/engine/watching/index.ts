/** The healers as whoever looks at them sees them: loaded when somebody looks. */
import type { HealersFacade } from "#core/model";
import type { Watched } from "./views.ts";

export function watchingOf(watched: Watched): HealersFacade {
  const views = () => import("./views.ts");
  return {
    watch: async () => (await views()).watchView(watched),
    recoveries: async (limit) => (await views()).recoveryViews(watched, limit),
    drills: async (limit) => (await views()).drillViews(watched, limit),
    emergencies: async (limit) => (await views()).emergencyViews(watched, limit),
  };
}
