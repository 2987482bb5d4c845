/** One open incident per fingerprint, and no move that HOST-07 does not know. */
import type { IncidentState } from "#core/model";
import type { MakeInvariant } from "./types.ts";

/** Written down once more, from the requirement and not from the engine's own table. */
const moves: Readonly<Record<IncidentState, string>> = {
  detected: "diagnosing self_resolved dismissed",
  diagnosing: "awaiting_approval remediating self_resolved escalated dismissed",
  awaiting_approval: "diagnosing remediating escalated dismissed",
  remediating: "verifying remediation_failed dismissed",
  verifying: "resolved remediation_failed dismissed",
  remediation_failed: "escalated dismissed",
  // Back to diagnosing where a human is asked for something that was not asked for before (docs/adr/0018).
  escalated: "diagnosing resolved dismissed",
  resolved: "",
  self_resolved: "",
  dismissed: "",
};

export const lifecycle: MakeInvariant = ({ fail }) => {
  const states = new Map<string, IncidentState>();
  const open = new Map<string, string>();
  return {
    onEvent(stored) {
      if (stored.type === "incident.opened") {
        const { incident, fingerprint } = stored.data;
        const standing = open.get(fingerprint);
        if (standing !== undefined)
          fail(
            "one-incident-per-fingerprint",
            `${incident} was opened for ${fingerprint}, of which ${standing} is open`,
          );
        if (states.has(incident)) fail("one-incident-per-fingerprint", `${incident} was opened twice`);
        open.set(fingerprint, incident);
        states.set(incident, "detected");
      } else if (stored.type === "incident.moved") {
        const { incident, from, to } = stored.data;
        const state = states.get(incident);
        if (state !== from) fail("lifecycle", `${incident} moved from ${from}, but it was ${state ?? "never opened"}`);
        if (!moves[from].split(" ").includes(to)) fail("lifecycle", `${incident} moved from ${from} to ${to}`);
        states.set(incident, to);
        if (moves[to] === "") for (const [key, id] of open) if (id === incident) open.delete(key);
      }
    },
  };
};
