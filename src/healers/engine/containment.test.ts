import assert from "node:assert/strict";
import { test } from "node:test";
import { event, type Incident, type NewEvent, type StoredEvent } from "#core/model";
import { anIncident, aTarget } from "../../../test/support/model.ts";
import { containmentPolicy, createContainment } from "./containment.ts";
import type { Parts } from "./parts.ts";
import { EngineState } from "./state.ts";

function worldOf(incidents: readonly Partial<Incident>[]) {
  const state = new EngineState();
  const woken: string[] = [];
  let seq = 0;
  const stored = (one: NewEvent) => ({ ...one, seq: ++seq, at: seq, actor: "engine" }) as unknown as StoredEvent;
  /** In memory at once; who listens hears of it when it is on disk. */
  const record = (events: readonly NewEvent[]): readonly StoredEvent[] => {
    const written = events.map(stored);
    for (const one of written) state.apply(one);
    return written;
  };
  for (const one of incidents) state.restore(anIncident(one));
  const target = (id: string) => aTarget({ id, criticality: id.startsWith("core") ? "critical" : "normal" });
  const platform = { clock: { now: () => seq, after: () => ({ cancel: () => undefined }) } };
  const parts = { state, record, target, platform, stopping: new AbortController().signal } as unknown as Parts;
  const listen = createContainment(
    parts,
    () => undefined,
    (id) => void woken.push(id),
  );
  return { state, record, listen, woken };
}

test("REASON-01: who comes to rest while the last critical troubles end is woken, although nobody hears of it before all has ended", () => {
  const critical = { severity: "critical", state: "diagnosing" } as const;
  const { state, record, listen, woken } = worldOf([
    { id: "a", target: "core-1", fingerprint: "x@core-1", ...critical },
    { id: "b", target: "core-2", fingerprint: "x@core-2", ...critical },
    { id: "c", target: "worker", fingerprint: "x@worker", severity: "medium", state: "diagnosing" },
  ]);
  record([event("containment.began", { incidents: ["a", "b"], targets: ["core-1", "core-2"], reason: "two at once" })]);
  const hold = { policy: containmentPolicy, reason: "one at a time", until: null };
  const reason = "good readings in a row";
  const all = record([
    event("incident.held", { incident: "c", hold }),
    event("incident.moved", { incident: "a", from: "diagnosing", to: "self_resolved", reason }),
    event("incident.moved", { incident: "b", from: "diagnosing", to: "self_resolved", reason }),
  ]);
  for (const one of all) listen(one);
  assert.equal(state.recent.containment, null);
  assert.deepEqual(woken, ["c"]);
});
