/** Secrets of a target's configuration reach its process, and nobody else. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld } from "../support/engine.ts";

const yaml = `
node: test
targets:
  - id: keeper
    kind: service
    autonomy: approve
    supervisor:
      direct: { command: [/bin/sh, DIR/keeper.sh], env: { API_TOKEN: s3cret-value } }
packs: [service]
`;
const keeper = 'printf %s "$API_TOKEN" > DIR/seen\nexec sleep 1000\n';

test("FACE-06: a secret in a service's environment reaches the service, also through an approved repair, and no event or view", async (t) => {
  const world = await startWorld(t, yaml, { files: { "keeper.sh": keeper, seen: "" } });
  const seen = () => readFileSync(join(world.folder, "seen"), "utf8");
  await until("the service has its secret", () => seen() === "s3cret-value");
  process.kill(world.pid("keeper"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  await until("it has it again", () => seen() === "s3cret-value");
  const shown = [world.events, world.facade.incident(incident), world.facade.targets(), world.facade.runbooks()];
  assert.ok(!JSON.stringify(shown).includes("s3cret-value"));
  assert.ok(!readFileSync(join(world.dataDir, "chiron.db")).includes("s3cret-value"));
  assert.ok(!readFileSync(join(world.dataDir, "chiron.db-wal")).includes("s3cret-value"));
});
