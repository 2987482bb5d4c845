/** A drill is allowed, and its figures are kept, by the engine; it is done by a process of its own, since the engine is one of those that are struck. */
import { ChironError, type CommandResult, type DrillCommand, event } from "#core/model";
import type { Parts } from "../parts.ts";

type Of<K extends DrillCommand["kind"]> = Extract<DrillCommand, { kind: K }>;

export function drill(parts: Parts, command: DrillCommand, actor: string): CommandResult {
  return command.kind === "drill_begin" ? beginDrill(parts, command, actor) : finishDrill(parts, command, actor);
}

function beginDrill(parts: Parts, { faults, who, times, scheduled }: Of<"drill_begin">, actor: string): CommandResult {
  const why = reasonAgainst(parts);
  if (why !== undefined) {
    if (scheduled) parts.record([event("drill.skipped", { reason: why })], actor);
    throw new ChironError("refused_by_policy", `no drill now: ${why}`, { help: "Try again when that is over." });
  }
  const drill = parts.platform.ids.next("drill");
  parts.record([event("drill.started", { drill, faults, who, times, scheduled })], actor);
  return { message: "The drill may begin.", changed: true, data: { drill } };
}

function finishDrill(parts: Parts, { drill, figures, broken }: Of<"drill_finish">, actor: string): CommandResult {
  const ok = broken === null && figures.every(({ trials, recovered }) => trials === recovered);
  parts.record([event("drill.finished", { drill, ok, figures, broken })], actor);
  return { message: "The drill is on record.", changed: true };
}

/** Who has trouble needs his healers, and who works on the machine wants no more of it. */
function reasonAgainst({ state, operating }: Parts): string | undefined {
  if (state.paused !== null) return `healing is paused: ${state.paused.reason}`;
  const [window] = operating.windows();
  if (window !== undefined) return `the ${window.kind} window ${window.name} is open`;
  if (state.guard.storm !== null) return "a storm is under way";
  const grave = [...state.open.values()].find(({ severity }) => severity === "critical" || severity === "high");
  return grave === undefined ? undefined : `the incident ${grave.id} (${grave.type} on ${grave.target}) is open`;
}
