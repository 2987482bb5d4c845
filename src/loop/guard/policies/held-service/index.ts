/** A service that was stopped on purpose is not started again by a repair that knows nothing of the purpose. */
import { z } from "zod";
import { definePolicy } from "#core/model";

export const heldService = definePolicy({
  name: "held-service",
  summary: "Keeps a service stopped that was stopped to halt something worse, until it is let go.",
  schema: z.strictObject({}),
  judge(plan, { serviceHeld, target }) {
    if (serviceHeld === null || !plan.steps.some((step) => step.restartsOwnService)) return [];
    return [
      {
        policy: "held-service",
        severity: "hold",
        kind: "held",
        message: `${target.id} is kept stopped: ${serviceHeld}`,
        evidence: { reason: serviceHeld },
        until: null,
      },
    ];
  },
});
