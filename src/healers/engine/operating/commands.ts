/** The operator's switches, as they are asked for. */
import {
  ChironError,
  type Command,
  type CommandResult,
  event,
  formatDuration,
  type Matchers,
  tellMatchers,
} from "#core/model";
import type { Parts } from "../parts.ts";
import { requireReason } from "../requests.ts";
import type { Boundaries } from "./boundaries.ts";

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;

export function addSilence(
  parts: Parts,
  boundaries: Boundaries,
  { matchers, reason, until, forMs }: Of<"silence_add">,
  actor: string,
): CommandResult {
  requireReason(reason);
  if (Object.keys(matchers).length === 0) {
    throw new ChironError("bad_request", "a silence that fits everything is none that may be", {
      help: "Say --target, --type, --severity or --group; chiron pause stops all repairs.",
    });
  }
  refuseUnknown(parts, matchers);
  const end = endOf(parts, { until, forMs });
  const silence = parts.platform.ids.next("sil");
  parts.record([event("silence.added", { silence, matchers, until: end, reason })], actor);
  boundaries.changed();
  const message = `Silenced ${tellMatchers(matchers)} ${lasting(parts, end, `chiron silence remove ${silence}`)}.`;
  return { message, changed: true, data: { silence } };
}

export function removeSilence(
  parts: Parts,
  boundaries: Boundaries,
  { silence, reason }: Of<"silence_remove">,
  actor: string,
): CommandResult {
  if (parts.state.standing.get("silence", silence) === undefined) {
    refuseConfigured(
      parts.settings().silences.some(({ id }) => id === silence),
      silence,
      "silences",
    );
    throw new ChironError("not_found", `there is no silence ${silence}`, { help: "chiron silence list" });
  }
  parts.record([event("silence.ended", { silence, reason: reason ?? "removed" })], actor);
  boundaries.changed();
  return { message: `The silence ${silence} is over; what is still bad is told once.`, changed: true };
}

export function startMaintenance(
  parts: Parts,
  boundaries: Boundaries,
  command: Of<"maintenance_start">,
  actor: string,
): CommandResult {
  const { matchers, reason, window = parts.platform.ids.next("mnt"), windowKind: kind } = command;
  requireReason(reason);
  if (matchers !== null) refuseUnknown(parts, matchers);
  const isTaken =
    parts.state.standing.get("maintenance", window) !== undefined ||
    parts.settings().maintenance.some(({ name }) => name === window);
  if (isTaken)
    throw new ChironError("conflict", `there is a window ${window} already`, { help: "chiron maintenance list" });
  const until = endOf(parts, command);
  const messages = command.messages ?? (kind === "freeze" ? "send" : "keep");
  parts.record([event("maintenance.started", { window, kind, matchers, messages, until, reason })], actor);
  boundaries.changed();
  const what = matchers === null ? "everything" : tellMatchers(matchers);
  const told = messages === "keep" ? "messages are kept back" : "messages go on";
  const how = lasting(parts, until, `chiron maintenance end ${window}`);
  return {
    message: `${window} began: nothing is repaired of ${what}, ${told}, ${how}.`,
    changed: true,
    data: { window },
  };
}

export function endMaintenance(
  parts: Parts,
  boundaries: Boundaries,
  { window, reason }: Of<"maintenance_end">,
  actor: string,
): CommandResult {
  if (parts.state.standing.get("maintenance", window) === undefined) {
    refuseConfigured(
      parts.settings().maintenance.some(({ name }) => name === window),
      window,
      "maintenance",
    );
    throw new ChironError("not_found", `there is no window ${window}`, { help: "chiron maintenance list" });
  }
  parts.record([event("maintenance.ended", { window, reason: reason ?? "ended" })], actor);
  boundaries.changed();
  return { message: `${window} is over; what is still bad is looked at now, and told once.`, changed: true };
}

function refuseConfigured(isConfigured: boolean, name: string, section: string): void {
  if (!isConfigured) return;
  throw new ChironError("conflict", `${name} stands in chiron.yaml, under ${section}`, {
    help: "Take it out there, and run chiron reload.",
  });
}

/** A name that fits nothing is a slip of the pen, and would leave everything as loud as it was. */
function refuseUnknown(parts: Parts, { targets = [], groups = [] }: Matchers): void {
  const declared = parts.settings().targets;
  for (const target of targets.filter((one) => !one.includes("*"))) {
    if (declared.some(({ id }) => id === target)) continue;
    throw new ChironError("not_found", `there is no target ${target}`, { help: "chiron status lists them" });
  }
  for (const group of groups.filter((one) => !one.includes("*"))) {
    if (declared.some((target) => target.group === group)) continue;
    throw new ChironError("not_found", `no target is in a group ${group}`);
  }
}

interface End {
  readonly until?: number | undefined;
  readonly forMs?: number | undefined;
}

function endOf({ platform }: Parts, { until, forMs }: End): number | null {
  const now = platform.clock.now();
  if (until !== undefined && forMs !== undefined)
    throw new ChironError("bad_request", "say either until when, or for how long");
  if (forMs !== undefined) return now + forMs;
  if (until === undefined) return null;
  if (until <= now) throw new ChironError("bad_request", "that time has passed already");
  return until;
}

function lasting({ platform }: Parts, until: number | null, command: string): string {
  if (until === null) return `until somebody ends it: ${command}`;
  return `for ${formatDuration(until - platform.clock.now())}, or until ${command}`;
}
