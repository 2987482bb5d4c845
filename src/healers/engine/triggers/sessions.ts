/** An agent's session: at its start and at its end its targets are looked at, and what is found in between belongs to it. */
import { ChironError, type Command, type CommandResult, event } from "#core/model";
import type { Parts } from "../parts.ts";
import { requireTarget } from "../requests.ts";

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;

const atOnce = 20;
/** One that never says that it is over is over by then. */
const longestMs = 86_400_000;

export async function startSession(
  parts: Parts,
  { session, targets, agent }: Of<"session_start">,
  actor: string,
): Promise<CommandResult> {
  const meant = targets ?? parts.settings().targets.map(({ id }) => id);
  for (const id of meant) requireTarget(parts, id);
  endForgotten(parts);
  const isNew = parts.state.standing.get("session", session) === undefined;
  if (isNew) parts.record([event("session.started", { session, targets: meant, agent: agent ?? null })], actor);
  const found = await sweep(parts, meant);
  return {
    message: `${session} ${isNew ? "began" : "runs already"}: ${found.words}.`,
    changed: isNew,
    data: found.data,
  };
}

export async function endSession(parts: Parts, { session }: Of<"session_end">, actor: string): Promise<CommandResult> {
  const standing = parts.state.standing.get("session", session);
  if (standing === undefined) {
    throw new ChironError("not_found", `there is no session ${session}`, {
      help: "POST /v1/sessions/start begins one.",
    });
  }
  const found = await sweep(parts, standing.targets);
  parts.record([event("session.ended", { session, bad: found.bad })], actor);
  return { message: `${session} is over: ${found.words}.`, changed: true, data: found.data };
}

/** The session in which what is seen on this target now was found: of several, the one that began last. */
export function sessionOf({ state }: Pick<Parts, "state">, target: string): string | undefined {
  let newest: { readonly id: string; readonly startedAt: number } | undefined;
  for (const { id, targets, startedAt } of state.standing.all("session").values())
    if (targets.includes(target) && startedAt >= (newest?.startedAt ?? 0)) newest = { id, startedAt };
  return newest?.id;
}

async function sweep(parts: Parts, targets: readonly string[]) {
  for (let from = 0; from < targets.length; from += atOnce)
    await Promise.all(targets.slice(from, from + atOnce).map((id) => parts.sensing.probeNow(id)));
  const open = [...parts.state.open.values()];
  const looked = targets.map((id) => {
    const target = parts.target(id);
    const health = target === undefined ? "unknown" : parts.detector().health(target);
    const incidents = open.filter((incident) => incident.target === id).map((incident) => incident.id);
    return { target: id, health, incidents };
  });
  const bad = looked
    .filter(({ health, incidents }) => health === "bad" || incidents.length > 0)
    .map(({ target }) => target);
  const words = `${looked.length} targets looked at, ${bad.length === 0 ? "none is bad" : `bad: ${bad.join(", ")}`}`;
  return { bad, words, data: { targets: looked } };
}

function endForgotten(parts: Parts): void {
  const now = parts.platform.clock.now();
  for (const { id, startedAt } of [...parts.state.standing.all("session").values()])
    if (now - startedAt > longestMs) parts.record([event("session.ended", { session: id, bad: [] })]);
}
