/** A human runs a runbook by hand: the same guard, the same record, and nothing half done when it is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { human, startWorld } from "../support/engine.ts";

const yaml = `
node: test
targets:
  - id: sleeper
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "1000"] }
  - id: stranger
    kind: service
    autonomy: auto
    probes:
      - process: { pidFile: DIR/no.pid, every: 1h }
packs: [service]
`;

const execute = (target: string, runbook = "rb-restart-service") =>
  ({ kind: "execute", runbook, target, confirm: true }) as const;

test("HOST-16: a run by hand restarts the service, verified, and is on record as an incident of its own", async (t) => {
  const world = await startWorld(t, yaml);
  const before = world.pid("sleeper");
  const result = await world.facade.command(execute("sleeper"), human);
  assert.match(result.message, /^Done and verified/);
  assert.notEqual(world.pid("sleeper"), before);
  assert.equal(world.facade.incident(String(result.data?.incident))?.state, "resolved");
});

test("HOST-08: a run by hand that cannot be planned, or is refused, leaves no incident behind", async (t) => {
  const world = await startWorld(t, yaml);
  await assert.rejects(world.facade.command(execute("stranger"), human), /\$target\.supervisor leads nowhere/);
  await world.facade.command({ kind: "pause", reason: "work" }, human);
  await assert.rejects(world.facade.command(execute("sleeper"), human), /paused/);
  await assert.rejects(world.facade.command({ ...execute("sleeper"), confirm: false }, human), /confirmed/);
  assert.equal(world.facade.status().incidents.open, 0);
  assert.equal(world.events.filter((one) => one.type === "step.started").length, 0);
});
