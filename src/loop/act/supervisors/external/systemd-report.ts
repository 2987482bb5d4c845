/**
 * Reads what `systemctl show` says of a unit: is systemd at work on it, has it given up, or was it told to stop it?
 *
 * On a stop the unit leaves "active" first, and its main process ends after that; on an end of its own it is the other
 * way round. systemd keeps both times as long as it keeps the unit loaded, which it does for one that failed, or that another
 * unit names (one that is enabled). A unit that nothing names is forgotten when it is inactive; then a clean end of its own
 * (exit code 0, SIGTERM) cannot be told from a stop, and counts as one, since systemd itself calls both "inactive".
 */
import type { Answer, Means } from "./supervisor.ts";

const properties = [
  "ActiveState",
  "SubState",
  "LoadState",
  "UnitFileState",
  "Result",
  "MainPID",
  "NRestarts",
  "ControlGroup",
  "RestartUSec",
  "Job",
  "ExecMainStatus",
  "ExecMainStartTimestampMonotonic",
  "ExecMainExitTimestampMonotonic",
  "ActiveExitTimestampMonotonic",
  "StateChangeTimestampMonotonic",
] as const;
export const propertiesToShow = properties.join(",");

type Properties = ReadonlyMap<string, string>;

export function readProperties(text: string): Properties {
  return new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

export function reportOf(shown: Properties, clock: Pick<Means["clock"], "now">): Answer {
  const text = (name: (typeof properties)[number]) => shown.get(name) ?? "";
  if (text("LoadState") === "not-found") throw new Error("systemd knows no such unit");
  const active = text("ActiveState");
  const pid = Number(text("MainPID")) || null;
  const restarts = Number(text("NRestarts"));
  const counted = text("NRestarts") !== "" && Number.isFinite(restarts) ? { restarts } : {};
  const words = wordsOf(active, text("SubState"), text("Result"), text("ExecMainStatus"));
  const whole = { pid, words, ...counted };
  switch (active) {
    case "active":
    case "reloading":
      return text("Job") === "" || text("Job") === "0"
        ? { ...whole, state: "running" }
        : { ...whole, state: "changing" };
    case "activating":
    case "deactivating": {
      const restartMs = text("SubState") === "auto-restart" ? readSpan(text("RestartUSec")) : undefined;
      const nextAt = restartMs === undefined ? {} : { nextAt: clock.now() + restartMs };
      return { ...whole, state: "changing", ...nextAt };
    }
    default:
      return { ...whole, state: wasTold(active, text) ? "stopped" : "gave_up" };
  }
}

/** What systemd ends by itself: its watchdog, the kernel's memory killer, a start that could not be. */
const ownDecisions = new Set(["watchdog", "oom-kill", "protocol", "resources", "start-limit-hit", "exec-condition"]);

function wasTold(active: string, text: (name: (typeof properties)[number]) => string): boolean {
  const time = (name: (typeof properties)[number]) => Number(text(name)) || 0;
  const result = text("Result");
  if (text("LoadState") === "masked") return true;
  const [started, left, ended] = [
    time("ExecMainStartTimestampMonotonic"),
    time("ActiveExitTimestampMonotonic"),
    time("ExecMainExitTimestampMonotonic"),
  ];
  // Stopped while it waited for its next automatic start: it is not "failed", and yet its last result was no success.
  if (active === "inactive" && result !== "success" && !ownDecisions.has(result)) return true;
  // Never ran since systemd knows it. What is enabled should have.
  if (active === "inactive" && started === 0 && ended === 0) return text("UnitFileState") !== "enabled";
  // All three of one life: it was started, it left "active", and only then it ended.
  return !ownDecisions.has(result) && left > 0 && started <= left && left < ended;
}

function wordsOf(active: string, sub: string, result: string, status: string): string {
  if (active !== "failed") return sub === active || sub === "" ? active : `${active} (${sub})`;
  return result === "exit-code" || result === "signal" ? `failed (${result} ${status})` : `failed (${result})`;
}

const unitsMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time span as systemd prints it: `100ms`, `1min 30s`; undefined for `infinity`. */
function readSpan(text: string): number | undefined {
  let totalMs = 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|min|h|d)\b/g)];
  for (const [, amount, unit] of parts) totalMs += Number(amount) * (unitsMs[unit ?? ""] ?? 0);
  return parts.length === 0 ? undefined : totalMs;
}
