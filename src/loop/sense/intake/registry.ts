/** Every intake there is, by name: one folder each, named like the intake. */
import type { Intake } from "#core/model";
import { alertmanagerIntake } from "./alertmanager/index.ts";
import { cloudeventsIntake } from "./cloudevents/index.ts";
import { webhookIntake } from "./webhook/index.ts";

export const intakes: ReadonlyMap<string, Intake> = new Map(
  [alertmanagerIntake, cloudeventsIntake, webhookIntake].map((intake) => [intake.name, intake]),
);
