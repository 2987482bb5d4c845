/** What a human decides about an incident: answers to questions, instructions for the next plan, a word that they have seen it. */
import { z } from "zod";
import { risks } from "./runbook.ts";
import { name } from "./values.ts";

const strategyName = z.string().min(1).max(100);
const actionName = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, "is not the name of an action");

/** What a human may ask of the next plan. All that is given must be usable, or nothing is changed at all. */
export const overrideSchema = z.strictObject({
  runbook: name.optional().describe("Another runbook for the same trouble"),
  strategy: strategyName.optional().describe("This strategy of the runbook, and no other"),
  exclude: z
    .strictObject({
      strategies: z.array(strategyName).max(20).default([]).describe("Strategies that are not to be used"),
      actions: z.array(actionName).max(50).default([]).describe("No strategy that takes one of these actions"),
    })
    .optional()
    .describe("What the next plan must do without"),
  with: z
    .record(z.string().max(64), z.record(z.string(), z.unknown()))
    .optional()
    .describe("Other inputs, by a step's number (from 1) or by an action's name; checked by the action's own schema"),
  riskAtMost: z.enum(risks).optional().describe("No strategy of a higher risk"),
  note: z.string().trim().min(1).max(2_000).optional().describe("In your words, for whoever judges the next plan"),
});
export type Overrides = z.output<typeof overrideSchema>;

/** Another input of a step: of every step that takes the action, or of one step of one strategy alone. */
export interface InputOverride {
  readonly action: string;
  readonly strategy?: string;
  /** From 0. */
  readonly step?: number;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Instructions in force: all that was asked so far, resolved and checked. They hold until the incident ends. */
export interface HumanInstructions {
  /** Whose word is the newest. */
  readonly by: string;
  /** The runbook that plans are made from. */
  readonly runbook: string;
  readonly strategy: string | null;
  readonly withoutStrategies: readonly string[];
  readonly withoutActions: readonly string[];
  readonly inputs: readonly InputOverride[];
  readonly riskAtMost: (typeof risks)[number] | null;
  readonly notes: readonly string[];
}

/** Somebody has seen it and is on it: nothing is repeated, and time alone calls nobody else. */
export interface Acknowledgement {
  readonly by: string;
  readonly at: number;
  /** Null: as long as the incident is open. */
  readonly until: number | null;
  readonly reason: string | null;
}
