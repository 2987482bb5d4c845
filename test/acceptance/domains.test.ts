/** How well a trouble is understood decides what is proposed: the five domains, each by real processes and files that break. */
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { breakIt, marking, pages, routed, rule, twoFolders } from "../support/broken-folders.ts";
import { answers, human, startWorld, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

// ---- chaotic

const chaotic = (ports: readonly number[], workers: string) => `
node: test
packs: [service]
targets:${ports
  .map(
    (port, index) => `
  - id: core-${index + 1}
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }`,
  )
  .join("")}${workers}
`;

test("REASON-01: chaotic: several critical targets at once are dealt with one at a time, everything else is held, and one page goes out", async (t) => {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
  const worker = `
  - id: worker
    kind: service
    criticality: low
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "1000"] }`;
  const world = await startWorld(t, chaotic(ports, worker));
  for (const port of ports) await answers(`http://127.0.0.1:${port}/`);
  await world.facade.command({ kind: "pause", reason: "so that all of it is there before anything is done" }, human);
  for (const index of ports.keys()) process.kill(world.pid(`core-${index + 1}`), "SIGKILL");
  const opened = () => world.events.filter((one) => one.type === "incident.opened").length;
  await until("all four are seen", () => opened() === 4, 20_000);
  process.kill(world.pid("worker"), "SIGKILL");
  await until("the worker, too", () => opened() === 5, 20_000);
  const began = await world.event("containment.began");
  assert.ok(began.data.targets.length >= 3);
  await world.facade.command({ kind: "resume", reason: "now" }, human);
  await world.event("incident.held", (one) => one.data.hold.policy === "containment");
  await world.event("containment.ended", undefined, 60_000);
  await until("all is over", () => world.facade.status().incidents.open === 0, 60_000);

  const core = new Set<string>();
  let atWork: string | undefined;
  for (const one of world.events) {
    if (one.type !== "incident.moved") continue;
    const { incident, to } = one.data;
    if (to === "remediating") {
      assert.equal(atWork, undefined, `${incident} began while ${atWork} was being repaired`);
      atWork = incident;
      if (world.facade.incident(incident)?.target !== "worker") core.add(incident);
    }
    if (to === "resolved" && atWork === incident) atWork = undefined;
  }
  assert.equal(core.size, 4);
  for (const id of core) assert.equal(routed(world, id)?.domain, "chaotic");
  const order = world.events.flatMap((one) => (one.type === "step.started" ? [one.data.incident] : []));
  const last = world.facade.incident(order.at(-1) ?? "");
  assert.equal(last?.target, "worker", "what is not critical comes last");
  const contained = pages(world).filter(({ body }) =>
    body.includes("critical targets are in critical trouble at once"),
  );
  assert.equal(contained.length, 1);
});

// ---- complicated, complex, disorder

test("REASON-01: complex: what ended a similar trouble before is tried where no runbook fits, because every step of it can be taken back", async (t) => {
  const rules = rule("link_broken", "front") + rule("link_lost", "back");
  const world = await twoFolders(t, { "mark.yaml": marking("files.makeFolder") }, rules);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  breakIt(world, "front");
  const first = await world.incident("resolved");
  assert.equal(routed(world, first)?.domain, "clear");

  breakIt(world, "back");
  const opened = await world.event("incident.opened", (one) => one.data.type === "link_lost");
  const { incident } = opened.data;
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 60_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "complex");
  assert.match(
    detail?.epistemic.why ?? "",
    /No runbook matches link_lost; It is like what rb-mark \(mark\) has ended before/,
  );
  const [best] = detail?.epistemic.hypotheses.filter(({ source }) => source === "episode") ?? [];
  assert.equal(best?.runbook, "rb-mark");
  assert.match(best?.evidence.join() ?? "", new RegExp(`link_broken on front \\(${first}\\)`));
  assert.ok(existsSync(join(world.folder, "back/mended")));
});

test("REASON-01: complex: what cannot be taken back is only suggested, to the human who is called", async (t) => {
  const rules = rule("link_broken", "front") + rule("link_lost", "back");
  const irreversible = `
id: rb-mark
title: Leave a mark
version: 1
matches: [link_broken]
risk: low
strategies:
  - name: mark
    steps:
      - action: command
        with: { argv: [/usr/bin/touch, DIR/front/mended] }
    validate: reading.values.exitCode == 0.0
`;
  const world = await twoFolders(t, { "mark.yaml": irreversible }, rules);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  breakIt(world, "front");
  await world.incident("resolved");
  breakIt(world, "back");
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "complex");
  assert.deepEqual(detail?.steps, [], "nothing was tried");
  const [page] = pages(world);
  assert.match(
    page?.body ?? "",
    /What may be the cause[\s\S]*It is like what rb-mark \(mark\) has ended before[\s\S]*What may mend it: rb-mark \(mark\)/,
  );
});

test("REASON-01: complicated: of two runbooks that fit, the one whose checks find its cause is taken, although the other is more urgent", async (t) => {
  const book = (id: string, priority: number, needed: string, marker: string) => `
id: ${id}
title: Mends it when ${needed} is gone
version: 1
matches: [link_broken]
priority: ${priority}
risk: low
diagnosis:
  - check: credentials
    with: { file: DIR/${needed} }
strategies:
  - name: ${id}
    steps:
      - action: files.write
        with: { path: DIR/front/${marker}, content: x }
    validate: reading.values.exitCode == 0.0
`;
  const runbooks = { "a.yaml": book("rb-a", 0, "key-a", "useless"), "b.yaml": book("rb-b", 3, "key-b", "mended") };
  const world = await twoFolders(t, runbooks, rule("link_broken", "front"));
  writeFileSync(join(world.folder, "key-a"), JSON.stringify({ expires_at: "2999-01-01T00:00:00Z" }));
  writeFileSync(join(world.folder, "key-b"), JSON.stringify({ expires_at: "2020-01-01T00:00:00Z" }));
  for (const runbook of ["rb-a", "rb-b"]) await world.facade.command({ kind: "approve_runbook", runbook }, human);
  breakIt(world, "front");
  const incident = await world.incident("resolved", 60_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "complicated");
  assert.equal(detail?.runbook, "rb-b");
  assert.ok((detail?.epistemic.entropy ?? 0) > 0 && (detail?.epistemic.confidence ?? 0) > 0.9);
  assert.match(detail?.epistemic.why ?? "", /the checks make it the most probable: rb-b/);
  assert.deepEqual(
    detail?.epistemic.evidence.checks.map(({ ok, finding }) => [
      ok,
      finding.replace(/.*\//, "").replace(/ (in|[0-9]).*/, ""),
    ]),
    [
      [true, "key-a expires"],
      [false, "key-b expired"],
    ],
  );
  assert.equal(existsSync(join(world.folder, "front/useless")), false);
});

test("REASON-01: disorder: evidence that contradicts the only runbook goes to a human, with all that was found out; nothing is done", async (t) => {
  const contradicted = marking("files.write").replace(
    "risk: low",
    "symptoms: [reading.values.exitCode == 7.0]\nrisk: low",
  );
  const world = await twoFolders(t, { "mark.yaml": contradicted }, rule("link_broken", "front"));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  breakIt(world, "front");
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "disorder");
  assert.deepEqual([detail?.plan, detail?.steps], [null, []]);
  assert.match(detail?.epistemic.why ?? "", /its symptoms do not hold: reading\.values\.exitCode == 7\.0/);
  assert.ok((detail?.epistemic.evidence.checks.length ?? 0) >= 2, "what can be asked was asked");
  assert.equal(pages(world).length, 1);
});

test("REASON-01: disorder: a trouble whose repairs keep failing is no longer the runbook's", async (t) => {
  const useless = marking("files.write")
    .replace("$target.settings.marker", "DIR/front/useless")
    .replace("risk: low", "risk: low\nlimits: { attempts: 100, within: 10m, cooldown: 0s, timeout: 1m }")
    .replace("    validate", "    verifyWithin: 500ms\n    validate");
  const world = await twoFolders(t, { "mark.yaml": useless }, rule("link_broken", "front"));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  for (let round = 1; round <= 4; round++) {
    breakIt(world, "front");
    await until(
      `round ${round} is escalated`,
      () => {
        const ids = world.events.flatMap((one) =>
          one.type === "incident.moved" && one.data.to === "escalated" ? [one.data.incident] : [],
        );
        return ids.length === round;
      },
      30_000,
    );
    const incident =
      world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.incident] : [])).at(-1) ?? "";
    assert.equal(routed(world, incident)?.domain, round <= 3 ? "clear" : "disorder");
    if (round === 4) {
      assert.match(routed(world, incident)?.why ?? "", /It looks clear, but 3 repairs of it have failed/);
      assert.deepEqual(world.facade.incident(incident)?.steps, []);
    }
    rmSync(join(world.folder, "front/bad"));
    await world.facade.command({ kind: "resolve", incident, reason: "mended by hand" }, human);
    await world.facade.command({ kind: "probe", target: "front" }, human);
  }
});
