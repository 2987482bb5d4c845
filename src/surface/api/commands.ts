/** The one way from a surface to a command of the engine: is this caller allowed to, and if not, it is written down. */
import type { SpanContext } from "#core/lib";
import {
  type Actor,
  ChironError,
  type Command,
  type CommandResult,
  type EngineFacade,
  type EventData,
} from "#core/model";
import { type Identity, permissions, reaches } from "./access/index.ts";

export interface CommandMeans {
  readonly engine: EngineFacade;
  /** Records that a command was refused before the engine saw it (`command.refused`). Resolves once it is durable. */
  readonly recordRefusal: (command: string, reason: string, actor: Actor) => Promise<void>;
  /** Writes down that another system's trace took part in an incident (`incident.linked`). */
  readonly recordLink?: ((link: EventData["incident.linked"], actor: Actor) => void) | undefined;
}

export type Perform = (command: Command, identity: Identity) => Promise<CommandResult>;

export function createPerform({ engine, recordRefusal, recordLink }: CommandMeans): Perform {
  return async (command, identity) => {
    const refusal = refusalOf(command, identity);
    if (refusal === undefined) {
      const result = await engine.command(command, identity.actor);
      if (identity.trace !== undefined)
        linkOf(command, result, identity.trace, (data) => recordLink?.(data, identity.actor));
      return result;
    }
    await recordRefusal(command.kind, refusal.message, identity.actor);
    throw refusal;
  };
}

/** Of the incidents that it is about, or that it led to. */
function linkOf(
  command: Command,
  { data }: CommandResult,
  { traceId, spanId }: SpanContext,
  record: (link: EventData["incident.linked"]) => void,
): void {
  const named = "incident" in command ? command.incident : data?.incident;
  const raised = Array.isArray(data?.incidents) ? data.incidents : [];
  const cause = command.kind === "intake" ? `intake ${command.intake}` : command.kind.replaceAll("_", " ");
  for (const incident of new Set<unknown>([named, ...raised])) {
    if (typeof incident === "string") record({ incident, traceparent: `00-${traceId}-${spanId}-01`, cause });
  }
}

function refusalOf(command: Command, { actor, role }: Identity): ChironError | undefined {
  const needed = permissions[command.kind];
  const what = command.kind.replaceAll("_", " ");
  if (needed.humanOnly && actor.kind !== "human") {
    return new ChironError("forbidden", `only a human may ${what}; ${actor.id} is a ${actor.kind}`, {
      help: "Ask a person with the role approver, or use a token of kind human.",
    });
  }
  if (reaches(role, needed.role)) return undefined;
  return new ChironError("forbidden", `to ${what} takes the role ${needed.role}; ${actor.id} is ${role}`);
}
