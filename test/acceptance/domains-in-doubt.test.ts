/** Domains over restarts, with evidence that contradicts itself, and with more than one question. */
// mostly waits
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { breakIt, look, marking, pages, routed, rule, twoFolders } from "../support/broken-folders.ts";
import { human, startWorld } from "../support/engine.ts";

const critical = rule("link_broken", "")
  .replace(/about: .*/, "unavailable: unknown")
  .replace("severity: high", "severity: critical");
const threeCores = `
node: test
targets:${["core-1", "core-2", "core-3"]
  .map(
    (core) => `
  - id: ${core}
    kind: file
    criticality: critical
    autonomy: auto
    settings: { marker: DIR/${core}/mended }
    probes:
      - command: { argv: [/bin/sh, DIR/look.sh, DIR/${core}], every: 1s, timeout: 5s }`,
  )
  .join("")}
runbooks: [mark.yaml]
anomalies:
${critical}`;

test("REASON-01: chaotic: Chiron started anew in the middle goes on one at a time, and nobody is paged again", async (t) => {
  const cores = ["core-1", "core-2", "core-3"];
  const files = { "mark.yaml": marking("files.write"), "look.sh": look };
  const world = await startWorld(t, threeCores, {
    files: { ...files, ...Object.fromEntries(cores.map((core) => [`${core}/x`, ""])) },
  });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  await world.facade.command({ kind: "pause", reason: "so that all of it is there before anything is done" }, human);
  for (const core of cores) breakIt(world, core);
  await world.event("containment.began", undefined, 60_000);
  await world.event("containment.told", undefined, 60_000);
  assert.equal(pages(world).length, 1);
  await world.stop();

  const next = await startWorld(t, threeCores, { folder: world.folder });
  await next.facade.command({ kind: "resume", reason: "now" }, human);
  await next.event("containment.ended", undefined, 60_000);
  await until("all is over", () => next.facade.status().incidents.open === 0, 60_000);
  assert.equal(next.events.filter(({ type }) => type === "containment.began").length, 1, "it is the same one");
  assert.equal(pages(next).length, 1);
  const work = next.events.flatMap((one) =>
    one.type === "incident.moved" && (one.data.to === "remediating" || one.data.to === "resolved")
      ? [`${one.data.incident} ${one.data.to}`]
      : [],
  );
  const order = work.filter((one) => one.endsWith("remediating")).map((one) => one.split(" ")[0]);
  assert.deepEqual(
    work,
    order.flatMap((id) => [`${id} remediating`, `${id} resolved`]),
    "one after the other",
  );
  assert.equal(order.length, cores.length);
});

const twoSides = `
node: test
targets:
  - id: shop
    kind: file
    autonomy: auto
    settings: { marker: DIR/mended }
    probes:
      - command: { id: from-inside, argv: [/bin/sh, DIR/look.sh, DIR/inside], every: 1s, timeout: 5s }
      - command: { id: from-outside, argv: [/bin/sh, DIR/look.sh, DIR/outside], every: 1s, timeout: 5s }
runbooks: [mark.yaml]
anomalies:
${rule("link_broken", "shop")}    mustAgree: true
`;

test("REASON-01: disorder: two probes that look at the same thing and contradict each other go to a human; when they agree it is clear, and repaired", async (t) => {
  const files = { "mark.yaml": marking("files.write"), "look.sh": look, "inside/x": "", "outside/x": "" };
  const world = await startWorld(t, twoSides, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  breakIt(world, "inside");
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "disorder");
  assert.deepEqual([detail?.plan, detail?.steps], [null, []]);
  const says = "contradicts itself: from-inside says that it is so, and from-outside that it is not";
  assert.match(detail?.epistemic.why ?? "", new RegExp(says));
  const [page] = pages(world);
  assert.match(page?.body ?? "", new RegExp(says), "the human has it laid out");
  assert.equal(existsSync(join(world.folder, "mended")), false);

  rmSync(join(world.folder, "inside/bad"));
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 120_000);
  breakIt(world, "inside");
  breakIt(world, "outside");
  const [again] = await Promise.all([
    world.event("plan.proposed", (one) => one.data.incident !== incident, 60_000),
    world.event("step.started", undefined, 60_000),
  ]);
  assert.equal(routed(world, again.data.incident)?.domain, "clear");
});

test("REASON-08: when the repair that a human said yes to fails, the next one, which may not run by itself either, is asked for", async (t) => {
  const two = marking("files.makeFolder")
    .replace("$target.settings.marker", "DIR/front/useless")
    .replace("risk: low", "risk: low\nlimits: { attempts: 100, within: 10m, cooldown: 0s, timeout: 1m }")
    .replace("    validate", "    verifyWithin: 500ms\n    validate");
  const second = `  - name: second
    steps:
      - action: files.write
        with: { path: $target.settings.marker, content: mended }
    validate: reading.values.exitCode == 0.0
`;
  const world = await twoFolders(t, { "mark.yaml": two + second }, rule("link_broken", "front"));
  breakIt(world, "front");
  const first = await world.event("approval.asked", undefined, 30_000);
  const { incident } = first.data;
  await world.facade.command({ kind: "approve", incident }, human);
  const next = await world.event("approval.asked", (one) => one.seq > first.seq, 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.state, detail?.plan?.strategy], ["awaiting_approval", "second"]);
  assert.notEqual(next.data.approval.planHash, first.data.approval.planHash);
  assert.equal(existsSync(join(world.folder, "front/mended")), false, "it was asked for, and not done");
  await world.facade.command({ kind: "approve", incident, planHash: next.data.approval.planHash }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved", 60_000);
  assert.equal(world.facade.incident(incident)?.outcome?.strategy, "second");
  assert.equal(pages(world).length, 1, "paged once");
});
