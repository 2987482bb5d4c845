/** How loudly a human is told of a real repair: not at all, by a notice, or by a question. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { event, type Message } from "#core/model";
import { createRealClock } from "#core/platform/real";
import { evolve } from "#loop/incident";
import { answers, human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const yaml = (port: number, autonomy = "auto") => `
node: test
targets:
  - id: web
    kind: service
    autonomy: ${autonomy}
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
packs: [service]
`;

async function healed(world: World, port: number): Promise<string> {
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(world.pid("web"), "SIGKILL");
  return world.incident("resolved");
}

function messages({ events }: World): readonly Message[] {
  return events.flatMap((one) => (one.type === "message.queued" ? [one.data.message] : []));
}

/** Puts as many successes of this kind on record as make a runbook proven. */
function prove(world: World): void {
  const outcome = world.events.find((one) => one.type === "outcome.recorded");
  assert.ok(outcome?.type === "outcome.recorded");
  const clock = createRealClock();
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({ path: join(world.dataDir, "chiron.db"), stream: "engine", clock, projections });
  const again = (index: number) => ({ ...outcome.data.outcome, plan: `plan-${index}`, incident: `inc-${index}` });
  log.append(Array.from({ length: 60 }, (_, index) => event("outcome.recorded", { outcome: again(index) })));
  log.close();
}

test("HOST-19: a repair by a runbook that is not yet proven is a notice; by a proven one it is silence, an entry and a number", async (t) => {
  const port = await freePort();
  const first = await startWorld(t, yaml(port));
  await first.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  const incident = await healed(first, port);
  assert.equal(first.facade.incident(incident)?.tier, 1);
  const [notice, ...more] = messages(first);
  assert.deepEqual([notice?.route, notice?.tier, more], ["notice", 1, []]);
  for (const part of [
    /^What broke: .* on web \(process_dead, /m,
    /1\. service\.restart: done/,
    /^Verified by: fresh readings \(.*process.*\), .* after the first bad one\.$/m,
    /^Where it stands: /m,
    /^Why you are told: it was repaired by a runbook that is not yet proven \(confidence 0\.\d\d, below 0\.8\)/m,
    /chiron pause --reason/,
  ])
    assert.match(notice?.body ?? "", part);
  await first.stop();

  prove(first);
  const second = await startWorld(t, yaml(port), { folder: first.folder });
  const from = second.events.length;
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(second.pid("web"), "SIGKILL");
  const tiered = await second.event("incident.tiered", ({ data }) => data.incident !== incident);
  assert.deepEqual([tiered.data.tier, tiered.data.why], [0, "a proven runbook repaired it"]);
  await second.event(
    "incident.moved",
    (one) => one.data.incident === tiered.data.incident && one.data.to === "resolved",
  );
  const queued = second.events.slice(from).filter((one) => one.type === "message.queued");
  assert.deepEqual(queued, [], "no message");
  const told = second.facade.metrics().counters.chiron_incidents_told;
  assert.deepEqual(told, [{ labels: { tier: "0" }, value: 1 }]);
  assert.equal(second.facade.incident(tiered.data.incident)?.tier, 0);
});

test("HOST-19: a repair that may not run by itself is a question, and nothing runs before it is answered", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, yaml(port, "approve"));
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  const [question, ...more] = messages(world);
  assert.deepEqual([question?.route, question?.tier, more], ["notice", 2, []]);
  assert.match(question?.body ?? "", /What Chiron would do/);
  assert.match(question?.body ?? "", new RegExp(`chiron approve ${incident} `));
  assert.deepEqual(world.facade.incident(incident)?.steps, []);
});
