/** Silences, maintenance windows and change freezes hold what Chiron does and says, never what it sees; and no flood comes afterwards. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { breakIt, marking, rule, twoFolders } from "../support/broken-folders.ts";
import { human, startWorld, type World } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";

/** Processes that are looked for by their pid files, which are not there: dead, and nobody can start them. */
const dead = (...ids: readonly string[]) =>
  ids
    .map(
      (id) => `
  - id: ${id}
    kind: service
    group: shop
    autonomy: auto
    probes:
      - process: { pidFile: DIR/${id}.pid, every: 200ms }`,
    )
    .join("");

const sleeper = `
  - id: sleeper
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "1000"] } }`;

const opened = (world: World, target: string) => world.event("incident.opened", ({ data }) => data.target === target);
const withheld = (world: World) => world.events.filter(({ type }) => type === "message.withheld").length;

test("REASON-05: of what is silenced nobody is told and nothing is repaired; what is still bad afterwards is told once", async (t) => {
  const messages = await startMessages(t);
  const yaml = `node: workshop\ntargets:${dead("a", "b")}${sleeper}\npacks: [service]${messages.yaml}`;
  const files = { "a.pid": String(process.pid), "b.pid": String(process.pid) };
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  await until("all are well", () => world.facade.status().targets.good === 3);
  const add = { kind: "silence_add", matchers: { targets: ["a", "b", "sleep*"] }, reason: "moving" } as const;
  const { silence } = (await world.facade.command(add, human)).data as { silence: string };

  for (const id of ["a", "b"]) writeFileSync(join(world.folder, `${id}.pid`), "999999999");
  process.kill(world.pid("sleeper"), "SIGKILL");
  const [a, , slept] = await Promise.all([opened(world, "a"), opened(world, "b"), opened(world, "sleeper")]);
  const held = await world.event("incident.held", ({ data }) => data.incident === slept.data.incident);
  assert.equal(held.data.hold.policy, "maintenance");
  assert.match(held.data.hold.reason, /silenced/);
  await until("both pages are kept back", () => withheld(world) >= 2);
  assert.equal(world.facade.status().incidents.open, 3, "detection goes on, and is shown");
  assert.equal(world.facade.status().switches?.silences[0]?.id, silence);
  assert.deepEqual([messages.pages, messages.notices], [[], []]);
  // One of them is over while nobody is told.
  await until("both are in human hands", () => world.facade.status().incidents.byState.escalated === 2);
  const [over] = world.facade.incidents({ target: "b" }).items;
  await world.facade.command({ kind: "dismiss", incident: over?.id ?? "", reason: "not needed any more" }, human);
  await world.facade.command({ kind: "silence_remove", silence }, human);
  const page = await messages.page();
  assert.match(page.body, /This was kept back since .* by the silence .* \(moving\), and is still so\./);
  assert.equal(page.incident, a.data.incident);
  await world.event("incident.moved", ({ data }) => data.incident === slept.data.incident && data.to === "resolved");
  assert.equal(messages.pages.length, 1, "of what had ended nobody is told");
});

test("REASON-05: in a maintenance window nothing is repaired and messages are kept back, also over a restart", async (t) => {
  const messages = await startMessages(t);
  const yaml = `node: workshop\ntargets:${dead("a")}${sleeper}\npacks: [service]${messages.yaml}`;
  const first = await startWorld(t, yaml, { files: { "a.pid": String(process.pid) } });
  await first.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  await until("all are well", () => first.facade.status().targets.good === 2);
  const start = { kind: "maintenance_start", windowKind: "maintenance", matchers: null, window: "move" } as const;
  await first.facade.command({ ...start, reason: "a new rack" }, human);
  writeFileSync(join(first.folder, "a.pid"), "999999999");
  process.kill(first.pid("sleeper"), "SIGKILL");
  await Promise.all([opened(first, "a"), opened(first, "sleeper")]);
  const held = await first.event("incident.held");
  assert.deepEqual([held.data.hold.policy, held.data.hold.until], ["maintenance", null]);
  await until("the page is kept back", () => withheld(first) === 1);
  await first.stop({ keepServices: true });

  const world = await startWorld(t, yaml, { folder: first.folder });
  assert.equal(world.facade.status().switches?.maintenance[0]?.name, "move");
  assert.equal(world.facade.status().switches?.keptBack, 1);
  assert.deepEqual([messages.pages, messages.notices], [[], []]);
  // A person may do what Chiron may not by itself.
  const byHand = { kind: "execute", runbook: "rb-restart-service", target: "sleeper", confirm: true } as const;
  assert.match((await world.facade.command(byHand, human)).message, /^Done and verified/);
  await world.facade.command({ kind: "maintenance_end", window: "move" }, human);
  const page = await messages.page();
  assert.match(page.body, /kept back since .* by the maintenance window move \(a new rack\)/);
  assert.equal(messages.pages.length, 1);
});

test("REASON-05: a window of chiron.yaml opens by cron, ends by itself, and what it held is then repaired", async (t) => {
  const messages = await startMessages(t);
  // Open for eight of every ten seconds.
  const maintenance = `
maintenance:
  - name: often
    cron: "*/10 * * * * *"
    for: 8s
    zone: Europe/Berlin
    target: sleeper
    reason: to see it end
`;
  const yaml = `node: workshop\ntargets:${sleeper}\npacks: [service]${messages.yaml}${maintenance}`;
  const world = await startWorld(t, yaml);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  const ends = () => {
    const window = world.facade.maintenance().find(({ name, open }) => name === "often" && open);
    return window === undefined ? 0 : Date.parse(window.until ?? "");
  };
  // Long enough for what happens in it.
  await until("it is open", () => ends() - Date.now() > 4_000);
  const end = ends();
  process.kill(world.pid("sleeper"), "SIGKILL");
  const held = await world.event("incident.held");
  assert.equal(held.data.hold.policy, "maintenance");
  const moved = await world.event("incident.moved", ({ data }) => data.to === "resolved");
  const begun = await world.event("step.started");
  assert.ok(begun.at >= end, "it was repaired while the window was open");
  assert.equal(moved.data.incident, held.data.incident);
});

test("REASON-05: a change freeze holds repairs, and tells of them", async (t) => {
  const messages = await startMessages(t);
  const maintenance = `
maintenance:
  - name: holidays
    kind: freeze
    from: 2020-01-01T00:00:00+01:00
    until: 2100-01-01T00:00:00Z
    reason: nobody is in
`;
  const yaml = `node: workshop\ntargets:${dead("a")}${sleeper}\npacks: [service]${messages.yaml}${maintenance}`;
  const world = await startWorld(t, yaml);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  await messages.page(/a/);
  await until("it runs", () => world.pid("sleeper") !== 0);
  process.kill(world.pid("sleeper"), "SIGKILL");
  const held = await world.event("incident.held", ({ data }) => /holidays/.test(data.hold.reason));
  assert.equal(held.data.hold.until, Date.parse("2100-01-01T00:00:00Z"));
  assert.equal(world.events.filter(({ type }) => type === "step.started").length, 0);
  const ended = world.facade.command({ kind: "maintenance_end", window: "holidays" }, human);
  await assert.rejects(ended, /stands in chiron\.yaml/);
});

test("REASON-05: what becomes worse than a window is for is repaired at once, though the window goes on", async (t) => {
  const medium = rule("link_broken", "front").replace("severity: high", "severity: medium");
  const world = await twoFolders(t, { "mark.yaml": marking("files.write") }, medium);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mark" }, human);
  const start = { kind: "maintenance_start", windowKind: "maintenance", reason: "planned work" } as const;
  await world.facade.command({ ...start, matchers: { severities: ["low", "medium"] }, window: "work" }, human);
  breakIt(world, "front");
  const held = await world.event("incident.held", ({ data }) => data.hold.policy === "maintenance");
  assert.equal(held.data.hold.until, null);
  const worse = { kind: "trigger", type: "link_broken", target: "front", severity: "high" } as const;
  await world.facade.command({ ...worse, reason: "customers call" }, human);
  await world.event("step.started", ({ data }) => data.incident === held.data.incident);
  assert.equal(world.facade.status().switches?.maintenance[0]?.name, "work");
});

test("REASON-05: silences and windows by the program", async (t) => {
  const chiron = outside(t, `node: workshop\ntargets:${dead("a")}${sleeper}\npacks: [service]\n`);
  await chiron.up();
  const refused = await chiron.chiron("silence", "add", "--reason", "all of it");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /fits everything/);
  assert.match(
    (await chiron.chiron("silence", "add", "--target", "shop", "--reason", "x")).err,
    /there is no target shop/,
  );
  const added = await chiron.chiron(
    "silence",
    "add",
    "--group",
    "shop",
    "--type",
    "process_*",
    "--for",
    "2h",
    "--reason",
    "moving",
  );
  assert.equal(added.code, 0, added.err);
  assert.match(added.out, /^Silenced type process_\*, group shop for 2h, or until chiron silence remove sil-/);
  const [silence] = (await chiron.chiron("silence", "list", "--json")).json;
  assert.deepEqual(silence.matchers, { types: ["process_*"], groups: ["shop"] });
  const begun = await chiron.chiron("maintenance", "start", "--name", "rack", "--for", "1h", "--reason", "a new rack");
  assert.equal(begun.code, 0, begun.err);
  const status = (await chiron.chiron("status")).out;
  assert.match(status, /window +rack, for everything until .*: a new rack/);
  assert.match(status, /silence +sil-\S+, for type process_\*, group shop until /);
  assert.match((await chiron.chiron("maintenance", "list")).out, /rack +maintenance +everything +yes/);
  // What was switched is known while no engine runs, too.
  await chiron.end();
  const kept = await chiron.chiron("status", "--json");
  assert.equal(kept.code, 3);
  assert.deepEqual([kept.json.switches.silences.length, kept.json.switches.maintenance[0].name], [1, "rack"]);
  await chiron.up();
  assert.match((await chiron.chiron("maintenance", "end", "rack")).out, /rack is over/);
  assert.match((await chiron.chiron("silence", "remove", silence.id)).out, /is over/);
  assert.match((await chiron.chiron("silence", "list")).out, /Nothing is silenced/);
});
