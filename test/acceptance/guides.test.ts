/** What the guides on triggers and on the operator's switches show works as it is shown. */
// needs: curl, openssl
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readWritten } from "../support/configuration.ts";
import { answers, startWorld, webService } from "../support/engine.ts";
import { readGuide, runExample } from "../support/guides.ts";
import { freePort } from "../support/ports.ts";

const shop = (port: number) => `
node: workshop
targets:
  - id: web
    kind: service
    group: shop
    autonomy: suggest
    supervisor: { direct: { command: ["${process.execPath}", "${webService}", "${port}"] } }
    probes:
      - http: { url: "http://127.0.0.1:${port}/" }
packs: [service]
`;

const documented = "http://127.0.0.1:7717";

test("REASON-13: the examples of the guide on triggers work as they are shown", async (t) => {
  const guide = readGuide("triggers.md");
  const port = await freePort();
  const examples = guide.yaml("chiron.yaml");
  assert.equal(examples.length, 4);
  for (const example of examples) {
    const { settings, said } = await readWritten(t, shop(port) + example);
    assert.ok(settings !== undefined, said);
  }
  const deploys = examples.find((example) => example.includes("name: deploys")) ?? "";
  const world = await startWorld(t, shop(port) + deploys);
  writeFileSync(join(world.folder, "deploys.secret"), "hush\n", { mode: 0o600 });
  await answers(`http://127.0.0.1:${port}/`);
  assert.equal(guide.commands.length, 5);
  for (const command of guide.commands) await runExample(command.replaceAll(documented, world.running.address), world);
  const opened = world.events.flatMap((one) =>
    one.type === "incident.opened" ? [[one.data.type, one.data.target]] : [],
  );
  assert.deepEqual(opened, [
    ["event_disk_full", "web"],
    ["deploy_failed", "web"],
    ["latency_degraded", "web"],
  ]);
  assert.ok(world.events.some((one) => one.type === "session.ended" && one.data.session === "cortex-42"));
});

test("REASON-05: the examples of the guide on the operator's switches work as they are shown", async (t) => {
  const guide = readGuide("operating.md");
  const port = await freePort();
  for (const example of guide.yaml("chiron.yaml")) {
    const { settings, said } = await readWritten(t, shop(port) + example);
    assert.ok(settings !== undefined, said);
  }
  const world = await startWorld(t, shop(port));
  await answers(`http://127.0.0.1:${port}/`);
  assert.equal(guide.commands.length, 3);
  for (const command of guide.commands) {
    for (const line of command.trim().split("\n")) {
      const silence = world.facade.silences()[0]?.id ?? "";
      await runExample(line.replace("sil-01k0abcd", silence), world);
    }
  }
  const happened = new Set(world.events.map(({ type }) => type));
  for (const type of [
    "silence.added",
    "silence.ended",
    "maintenance.started",
    "maintenance.ended",
    "target.stopped",
    "target.started",
  ] as const)
    assert.ok(happened.has(type), type);
  await answers(`http://127.0.0.1:${port}/`);
});
