/** Words and colours that several commands share. */
import type { IncidentState, RunbookMode, Severity, TargetView } from "#core/model";
import type { Cell } from "./table.ts";
import type { Style } from "./terminal.ts";

export function stateCell(state: IncidentState): Cell {
  return { text: state, style: styleOfState(state) };
}

export function styleOfState(state: IncidentState): Style | undefined {
  switch (state) {
    case "escalated":
    case "remediation_failed":
      return "red";
    case "awaiting_approval":
      return "yellow";
    case "resolved":
    case "self_resolved":
      return "green";
    case "dismissed":
      return "dim";
    default:
      return undefined;
  }
}

export function severityCell(severity: Severity): Cell {
  return { text: severity, style: severity === "critical" ? "red" : severity === "high" ? "yellow" : undefined };
}

export function healthCell(health: TargetView["health"]): Cell {
  return { text: health, style: ({ good: "green", bad: "red", unknown: "yellow" } as const)[health] };
}

export function modeCell(mode: RunbookMode): Cell {
  return { text: mode, style: mode === "auto_execute" ? "green" : undefined };
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A kind or cause as it is said: `missing_field` is a missing field. */
export function words(kind: string): string {
  return kind.replaceAll("_", " ");
}
