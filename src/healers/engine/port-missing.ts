/**
 * The port of the API is somebody else's. Healing goes on, and whoever is on this machine is answered by the socket; what comes over the
 * network is not, alerts of other systems among it. A human hears of it once, however often the engine starts meanwhile.
 */
import { type Anomaly, event, type Status } from "#core/model";
import type { Clock, Ids } from "#core/platform";
import { move, open } from "#loop/incident";
import type { Api } from "#surface/api";
import type { Engine } from "./engine.ts";
import { selfTarget, portIncident as type } from "./self.ts";

interface Means {
  readonly api: Pick<Api, "portMissing" | "portOpened">;
  readonly engine: Pick<Engine, "record" | "tell" | "state">;
  readonly platform: { readonly clock: Clock; readonly ids: Ids };
  readonly dataDir: string;
  /** This engine ends. */
  readonly isOver: () => boolean;
}

export function followPort(means: Means): void {
  const { api, engine, isOver } = means;
  const missing = api.portMissing();
  if (missing !== undefined) begin(means, missing);
  void api.portOpened.then(() => {
    const incident = engine.state.byFingerprint(`${type}@${selfTarget}`);
    if (incident?.state === "escalated" && !isOver()) engine.record([move(incident, "resolved", "the port is open")]);
  });
}

function begin({ engine, platform, dataDir }: Means, { host, port, reason }: NonNullable<Status["port"]>): void {
  if (engine.state.byFingerprint(`${type}@${selfTarget}`) !== undefined) return;
  const now = platform.clock.now();
  const reading = {
    ...{ target: selfTarget, probe: "api", takenAt: now, available: true, latencyMs: 0 },
    values: { host, port },
    error: reason,
  };
  const anomaly: Anomaly = {
    ...{ type, target: selfTarget, severity: "high", title: `Chiron's port ${port} of ${host} cannot be had` },
    ...{ since: now, evidence: { condition: reason, reading, thresholds: {} }, flapping: false },
  };
  const { id, events } = open(anomaly, undefined, { now, withinMs: 0 }, platform.ids);
  engine.record([
    ...events,
    move({ id, state: "detected" }, "diagnosing", "taken up"),
    event("incident.tiered", { incident: id, tier: 1, why: "Chiron heals all the same" }),
    move({ id, state: "diagnosing" }, "escalated", "whoever has the port is not Chiron's to end"),
  ]);
  engine.tell({
    ...{ route: "notice", tier: 1, incident: id },
    subject: `[high] Chiron goes on without its port ${port}`,
    body: [
      `What broke: Chiron's engine started anew, and could not have its port: ${reason}.`,
      "What goes on: healing, and `chiron` on this machine. What comes over the port does not arrive: the Workbench, other machines, alerts of other systems.",
      `What you need to do: end what has the port. Chiron takes it within a second. To see what it is:\n  ss -ltnp 'sport = :${port}'\n  chiron --data-dir ${dataDir} status`,
    ].join("\n\n"),
    data: { incident: id, type, host, port, reason },
  });
}
