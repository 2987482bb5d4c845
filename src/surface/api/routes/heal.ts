/** One tool with everything that an agent needs (FACE-07); the same commands, by the same way, as anywhere else. */
import { z } from "zod";
import { ChironError, type Command, unreachable } from "#core/model";
import { fixShape, recordFixOf } from "./incidents.ts";
import { type Answer, defineRoute, type Route, type RouteMeans } from "./route.ts";
import { given } from "./runbooks.ts";
import { hash, incidentId, reason, runbookId, targetId } from "./values.ts";

const aim = () => ({ target: targetId.optional(), incident: incidentId.optional() });

export const healSchema = z.lazy(() =>
  z.discriminatedUnion("action", [
    z
      .strictObject({ action: z.literal("status") })
      .describe("All open incidents with their state, and how the whole is"),
    z.strictObject({ action: z.literal("list_runbooks") }).describe("Every runbook with its mode"),
    z
      .strictObject({
        action: z.literal("approve"),
        incident: incidentId.optional(),
        planHash: hash.optional(),
        runbook: runbookId.optional(),
        hash: hash.optional(),
        reason: reason.optional(),
      })
      .describe("Approve the plan of an incident, or the present content of a runbook"),
    z
      .strictObject({ action: z.literal("dry_run"), runbook: runbookId, ...aim() })
      .describe("What it would do; changes nothing"),
    z
      .strictObject({ action: z.literal("execute"), runbook: runbookId, ...aim(), confirm: z.boolean().default(false) })
      .describe("Run a runbook now; wants confirm: true"),
    z
      .strictObject({
        action: z.literal("record_fix"),
        incident: incidentId,
        ...fixShape(),
      })
      .describe("Make a draft runbook of what a human did"),
    z
      .strictObject({ action: z.literal("dismiss"), incident: incidentId, reason })
      .describe("Close an incident, and keep it quiet for 24 hours"),
  ]),
);

type Heal = z.output<typeof healSchema>;

export const healRoute: Route = defineRoute({
  method: "POST",
  path: "/v1/heal",
  summary: "One tool for agents: status, list_runbooks, approve, dry_run, execute, record_fix, dismiss",
  access: { role: "viewer", scope: "healing" },
  body: healSchema,
  answer: "heal",
  async handle({ body, identity }, means): Promise<Answer> {
    const shown = show(body, means);
    if (shown !== undefined) return { body: { action: body.action, ...shown } };
    const result = await means.perform(commandOf(body), identity);
    return { body: { action: body.action, ...result } };
  },
});

function show(heal: Heal, { engine }: RouteMeans): object | undefined {
  switch (heal.action) {
    case "status": {
      const { items, next } = engine.incidents({ limit: 1_000 });
      return {
        message: `${items.length} open incidents.`,
        changed: false,
        data: { status: engine.status(), incidents: items, next },
      };
    }
    case "list_runbooks": {
      const runbooks = engine.runbooks();
      return { message: `${runbooks.length} runbooks.`, changed: false, data: { runbooks } };
    }
    default:
      return undefined;
  }
}

function commandOf(heal: Exclude<Heal, { action: "status" | "list_runbooks" }> | Heal): Command {
  switch (heal.action) {
    case "approve":
      return approvalOf(heal);
    case "dry_run":
      return { kind: "dry_run", runbook: heal.runbook, ...given(heal) };
    case "execute":
      return { kind: "execute", runbook: heal.runbook, ...given(heal), confirm: heal.confirm };
    case "dismiss":
      return { kind: "dismiss", incident: heal.incident, reason: heal.reason };
    case "record_fix":
      return recordFixOf(heal.incident, heal);
    case "status":
    case "list_runbooks":
      throw new ChironError("internal", `${heal.action} is no command`);
    default:
      return unreachable(heal);
  }
}

function approvalOf({
  incident,
  planHash,
  runbook,
  hash: shown,
  reason: why,
}: Extract<Heal, { action: "approve" }>): Command {
  if (incident !== undefined && runbook === undefined) {
    return {
      kind: "approve",
      incident,
      ...(planHash === undefined ? {} : { planHash }),
      ...(why === undefined ? {} : { reason: why }),
    };
  }
  if (runbook !== undefined && incident === undefined) {
    return { kind: "approve_runbook", runbook, ...(shown === undefined ? {} : { hash: shown }) };
  }
  throw new ChironError("bad_request", "say what to approve: either an incident or a runbook");
}
