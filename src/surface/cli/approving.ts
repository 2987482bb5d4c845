/** Approvals are bound to what was shown: to the hash of a plan, or of a runbook's content. */
import type { CommandResult, IncidentDetail, RunbookView } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import { tellResult } from "./answer.ts";
import { pathOf } from "./client.ts";
import type { Context } from "./context.ts";

/** Of the plan that was shown with this hash, whole or its beginning; without one, of the plan that it asks about now. */
export async function approveIncident(
  context: Context,
  id: string,
  shown: string | undefined,
  reason: string | undefined,
): Promise<number> {
  const { approval } = await context.ask<IncidentDetail>({ path: pathOf("incidents", id) });
  const planHash = matching(
    shown,
    approval?.planHash,
    `${id} asks about another plan than the one you were shown`,
    `chiron incident ${id}`,
  );
  const body = { ...(planHash === undefined ? {} : { planHash }), ...(reason === undefined ? {} : { reason }) };
  tellResult(
    context,
    await context.ask<CommandResult>({ method: "POST", path: pathOf("incidents", id, "approve"), body }),
  );
  return exitCodes.done;
}

export async function approveRunbook(context: Context, id: string, shown: string | undefined): Promise<number> {
  const runbook = await context.ask<RunbookView>({ path: pathOf("runbooks", id) });
  const hash = matching(shown, runbook.hash, `${id} has changed since you were shown it`, `chiron runbook ${id}`);
  tellResult(
    context,
    await context.ask<CommandResult>({ method: "POST", path: pathOf("runbooks", id, "approve"), body: { hash } }),
  );
  return exitCodes.done;
}

export function matching(
  shown: string | undefined,
  current: string | undefined,
  stale: string,
  help: string,
): string | undefined {
  if (shown === undefined) return current;
  if (!/^[0-9a-f]{8,64}$/.test(shown)) {
    throw new ChironError("bad_request", `${shown} is not a hash`, {
      help: `The first 8 digits or more of it, as shown by: ${help}`,
    });
  }
  if (current?.startsWith(shown) !== true) throw new ChironError("stale", stale, { help: `Look again: ${help}` });
  return current;
}
