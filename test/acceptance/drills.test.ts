/** `chiron drill healers`: the real program strikes its own real processes. */
// mostly waits
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { allWell, healers } from "../support/healers.ts";
import { outside } from "../support/outside.ts";

const yaml = (more = "", drill = "") => `
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
healers: { silentAfter: 5s, confirmFor: 1s${drill} }
packs: [service]
${more}`;

interface Figures {
  readonly fault: string;
  readonly who: string;
  readonly trials: number;
  readonly recovered: number;
  readonly detected: { readonly medianMs: number } | null;
  readonly recoveredIn: { readonly medianMs: number } | null;
}

test("HEALER-12: a drill kills and hangs engine, mender and watchdog, reports by audit and heartbeats how soon each was seen and mended, and leaves a record", async (t) => {
  const chiron = outside(t, yaml());
  await chiron.up();
  await until("all are well", () => allWell(chiron.dataDir));
  const before = Object.values(healers(chiron.dataDir)).map((one) => one?.pid ?? 0);
  const worker = (await chiron.ask("GET", "/v1/targets/worker")).json.pid;

  const unasked = await chiron.chiron("drill", "healers");
  assert.equal(unasked.code, 2, "without a terminal it wants --yes");
  assert.deepEqual(
    Object.values(healers(chiron.dataDir)).map((one) => one?.pid),
    before,
  );

  const who = ["--who", "engine", "mender", "watchdog"];
  const killed = await chiron.chiron("drill", "healers", ...who, "--yes", "--json");
  assert.equal(killed.code, 0, killed.err);
  const figures: readonly Figures[] = killed.json.figures;
  assert.deepEqual(
    figures.map((one) => [one.fault, one.who, one.trials, one.recovered]),
    [
      ["kill", "engine", 1, 1],
      ["kill", "mender", 1, 1],
      ["kill", "watchdog", 1, 1],
    ],
  );
  for (const { detected, recoveredIn } of figures) {
    assert.ok(detected !== null && recoveredIn !== null);
    assert.ok(detected.medianMs < 5_000, "seen, and not only missed");
    assert.ok(recoveredIn.medianMs >= detected.medianMs && recoveredIn.medianMs < 60_000);
  }
  const after = Object.values(healers(chiron.dataDir)).map((one) => one?.pid ?? 0);
  for (const pid of after) assert.ok(!before.includes(pid), "each is another process now");

  const hung = await chiron.chiron("drill", "healers", "--fault", "hang", "--who", "mender", "--yes");
  assert.equal(hung.code, 0, hung.err);
  assert.match(hung.out, /hang +mender +1\/1/);

  assert.equal((await chiron.ask("GET", "/v1/targets/worker")).json.pid, worker, "services go on");
  const { items } = (await chiron.ask("GET", "/v1/audit?types=drill.started,drill.finished&limit=100")).json;
  assert.deepEqual(
    items.map((one: { type: string }) => one.type),
    ["drill.started", "drill.finished", "drill.started", "drill.finished"],
  );
  assert.deepEqual(items[1].data.figures, figures);
  assert.equal(items[3].data.ok, true);
  assert.equal((await chiron.chiron("audit", "verify")).code, 0);
  // Whom the test started has been killed; whoever has its role now ends all of it.
  assert.equal((await chiron.chiron("down")).code, 0);
});

test("HEALER-12: no drill in a maintenance window, while healing is paused, with an open incident; and none of all three where nobody is left", async (t) => {
  const chiron = outside(t, yaml("maintenance: []\n"));
  await chiron.up();
  await until("all are well", () => allWell(chiron.dataDir));
  const pids = () => Object.values(healers(chiron.dataDir)).map((one) => one?.pid);
  const before = pids();
  const refused = async (why: RegExp) => {
    const { code, err } = await chiron.chiron("drill", "healers", "--yes");
    assert.equal(code, 4);
    assert.match(err, why);
  };
  assert.equal((await chiron.chiron("pause", "--reason", "looking")).code, 0);
  await refused(/healing is paused: looking/);
  assert.equal((await chiron.chiron("resume")).code, 0);
  const window = await chiron.chiron("maintenance", "start", "--reason", "moving house", "--for", "1h");
  assert.equal(window.code, 0, window.err);
  await refused(/the maintenance window .* is open/);
  const [open] = (await chiron.ask("GET", "/v1/maintenance")).json.items;
  await chiron.chiron("maintenance", "end", open.name);
  const all = await chiron.chiron("drill", "healers", "--who", "all", "--yes");
  assert.match(all.err, /only be brought back by a service manager/);
  assert.deepEqual(pids(), before, "nobody was struck");
});

test("HEALER-12: a drill by the clock is begun by the engine, and outlives it", async (t) => {
  const chiron = outside(t, yaml("", `, drill: { schedule: "*/20 * * * * *", who: [engine] }`));
  await chiron.up();
  const finished = await until(
    "a drill by the clock is on record",
    async () => {
      const { items } = (
        await chiron
          .ask("GET", "/v1/audit?types=drill.started,drill.finished&limit=100")
          .catch(() => ({ json: { items: [] } }))
      ).json;
      return items.find((one: { type: string }) => one.type === "drill.finished") === undefined ? undefined : items;
    },
    90_000,
  );
  assert.equal(finished[0].data.scheduled, true);
  assert.deepEqual(finished[0].data.who, ["engine"]);
  // The next one may be under way: its engine is then not the one that started the service.
  assert.equal((await chiron.chiron("down")).code, 0);
});
