/** Debian's Prometheus and Alertmanager really fire, on a real scrape; Chiron takes it up, repairs it, and believes its end only from them. */
// needs: alertmanager, prometheus
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { createTokenStore } from "#surface/api";
import { startAlertmanager, startPrometheus, startShop } from "../support/alerting.ts";
import { human, startWorld } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";

const rules = `
groups:
  - name: shop
    rules:
      - alert: QueueTooLong
        expr: shop_queue_length > 10
        labels: { severity: critical, target: shop }
        annotations: { summary: "The queue of the shop is too long" }
      - alert: QueueOfNobody
        expr: shop_queue_length > 100
        labels: { severity: critical, target: warehouse }
`;

const runbook = `
id: rb-drain-queue
title: Drain the queue of the shop
version: 1
matches: [queue_too_long]
mode: auto_execute
risk: low
strategies:
  - name: drain
    steps:
      - action: http.call
        with: { call: $target.settings.drain }
`;

test("REASON-13: a real alert of Prometheus is repaired, and is over when Alertmanager says so", async (t) => {
  const shop = await startShop(t);
  const messages = await startMessages(t);
  const yaml = `
node: workshop
targets:
  - id: shop
    kind: service
    autonomy: auto
    settings: { drain: { url: "http://127.0.0.1:${shop.port}/drain", idempotent: true } }
runbooks: [drain.yaml]
intake:
  from:
    - alertmanager: { types: { QueueTooLong: queue_too_long } }
${messages.yaml}`;
  const world = await startWorld(t, yaml, { files: { "drain.yaml": runbook } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-drain-queue" }, human);
  const tokens = createTokenStore(join(world.dataDir, "tokens.json"));
  const { token } = tokens.create({ name: "alertmanager", role: "operator", kind: "service", scopes: ["intake"] });
  const url = `${world.running.address}/v1/intake/alertmanager`;
  const alertmanager = await startAlertmanager(t, { url, token });
  await startPrometheus(t, { shop, alertmanager, rules });

  shop.queue = 50;
  const opened = await world.event("incident.opened", ({ data }) => data.type === "queue_too_long", 60_000);
  assert.equal(opened.data.target, "shop");
  assert.equal(opened.data.severity, "critical");
  assert.equal(opened.data.title, "The queue of the shop is too long");
  assert.deepEqual(opened.data.origin, { kind: "alert", source: "alertmanager" });
  const { incident } = opened.data;
  await world.event("step.finished", ({ data }) => data.incident === incident, 30_000);
  assert.equal(shop.drained, 1);
  const cleared = await world.event("trigger.cleared", ({ data }) => data.incident === incident, 60_000);
  const resolved = await world.event("incident.moved", ({ data }) => data.to === "resolved", 30_000);
  assert.equal(resolved.data.incident, incident);
  assert.ok(resolved.seq > cleared.seq, "it was believed to be over before its sender said so");
  assert.equal(world.facade.incident(incident)?.outcome?.result, "recovered");
  assert.deepEqual(world.path(incident), ["detected", "diagnosing", "remediating", "verifying", "resolved"]);
  assert.equal(shop.drained, 1, "repeats of the alert repaired it again");

  // The same rule again, and one whose target nobody has declared: that one is kept, and a human hears of it.
  shop.queue = 500;
  const page = await messages.page(/warehouse|QueueOfNobody/);
  assert.match(page.subject, /QueueOfNobody/);
  const unknown = world.facade.triggers().find((one) => one.unknown === "warehouse");
  assert.equal(unknown?.target, "(chiron)");
  assert.equal(world.facade.status().switches?.triggers.unknownTarget, 1);
  await world.event(
    "incident.moved",
    ({ data }) => data.incident === unknown?.incident && data.to === "resolved",
    60_000,
  );
  assert.equal(
    world.events.filter(
      ({ type, data }) => type === "incident.opened" && (data as { target: string }).target === "(chiron)",
    ).length,
    1,
  );
});
