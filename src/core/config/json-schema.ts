/** JSON Schemas of the formats that people write, for editors. */
import { z } from "zod";
import { anomalyRuleSchema, runbookSchema } from "#core/model";
import { agentCommonSchema } from "./agents.ts";
import { contractSchema } from "./contracts.ts";
import { healersSchema } from "./healers.ts";
import { repositorySchema } from "./repositories.ts";
import { configurationSchema, scheduleSchema, silenceSchema, targetSchema, windowSchema } from "./schema.ts";

export type SchemaName = "runbook" | "anomaly" | "config";

export function jsonSchemaOf(name: SchemaName): Readonly<Record<string, unknown>> {
  const options = { io: "input", unrepresentable: "any" } as const;
  switch (name) {
    case "runbook":
      return z.toJSONSchema(runbookSchema, options);
    case "anomaly":
      return z.toJSONSchema(anomalyRuleSchema, options);
    case "config":
      return z.toJSONSchema(
        configurationSchema.extend({
          targets: z.array(targetSchema),
          anomalies: z.array(anomalyRuleSchema),
          silences: z.array(silenceSchema),
          maintenance: z.array(windowSchema),
          schedules: z.array(scheduleSchema),
          repositories: z.array(repositorySchema),
          contracts: z.array(contractSchema),
          healers: healersSchema.unwrap().extend({ agents: z.array(agentCommonSchema.loose()) }),
        }),
        options,
      );
  }
}
