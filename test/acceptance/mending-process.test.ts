/** `chiron up` with a repository: the mender's own process finds, mends and merges by real parsers, is killed in between, and goes on. */
// needs: git
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { RepositoryView, ScanResult, StoredEvent, TaskSummary, TaskView } from "#core/model";
import { until } from "#core/platform/test";
import { livingHealer, signal } from "../support/healers.ts";
import { makeRepository } from "../support/mender-scene.ts";
import { type Outside, outside } from "../support/outside.ts";
import { git } from "../support/repositories.ts";

const patienceMs = 120_000;

/** All of them, as the mender wrote them down. */
function scansIn(store: string): readonly ScanResult[] {
  const database = new DatabaseSync(store, { readOnly: true });
  try {
    const rows = database.prepare("SELECT data FROM events WHERE type = 'repair.scanned' ORDER BY at").all();
    return rows.map(({ data }) => JSON.parse(String(data)));
  } finally {
    database.close();
  }
}

const files = {
  "config.yaml": "list:\n  - one\n  - two\n",
  "data.json": '{\n  "a": [1, 2, 3,\n  "b": 2\n}\n',
  "good.json": '{ "a": 1 }\n',
  "tool.py": "def add(a, b)\n    return a + b\n\n\nprint(add(1, 2))\n",
};

/** Each healer writes a stream of its own: both are read as one, or one by its own numbers, here and by the API. */
async function assertAudited(started: Outside, task: string): Promise<void> {
  const both = await started.chiron("audit", "events", "--limit", "1000", "--json");
  const events = both.json as readonly StoredEvent[];
  assert.deepEqual([...new Set(events.map(({ stream }) => stream))].toSorted(), ["engine", "mender"]);
  const at = (type: string, stream: string) =>
    events.findIndex((one) => one.type === type && one.stream === stream && JSON.stringify(one.data).includes(task));
  const [approved, merged] = [at("repair.answered", "engine"), at("repair.task_merged", "mender")];
  assert.ok(approved >= 0 && approved < merged, "what a person asked of the mender stands before what it did");
  const mine = await started.chiron(
    "audit",
    "events",
    "--stream",
    "mender",
    "--after",
    "0",
    "--limit",
    "1000",
    "--json",
  );
  assert.deepEqual(
    (mine.json as readonly StoredEvent[]).map(({ seq }) => seq),
    events.filter(({ stream }) => stream === "mender").map((_, index) => index + 1),
  );
  assert.match(
    (await started.chiron("audit", "events", "--type", "repair.task_merged")).out,
    /^mender +\d+ .*repair\.task_merged/m,
  );
  const { json } = await started.ask("GET", "/v1/audit?stream=mender&limit=1");
  assert.deepEqual(
    [json.items[0].stream, json.head],
    ["mender", events.filter(({ stream }) => stream === "mender").length],
  );
}

test("HEALER-13: chiron up, chiron repair scan, tasks, show, approve: a broken file is mended by the mender's process, also when that is killed", async (t) => {
  const started = outside(t, "repositories:\n  - { id: site, path: DIR/site, branch: main }\n");
  const repository = makeRepository(join(started.folder, "site"), files);
  await started.up();
  const scanned = await started.chiron("repair", "scan", "--json");
  assert.equal(scanned.code, 0, scanned.err);
  const [{ lastScan, known }] = scanned.json as readonly [RepositoryView];
  assert.equal(lastScan?.trouble, null);
  assert.deepEqual([known?.files, known?.broken], [4, 2], "of all, whichever scan came first");
  // The mender looks through it by itself as soon as it is up; what was asked for may then have found nothing new.
  const whole = scansIn(join(started.dataDir, "chiron.db")).find(({ how }) => how === "all");
  assert.deepEqual([whole?.files, whole?.broken, whole?.trouble], [4, 2, null]);

  const victim = livingHealer(started.dataDir, "mender");
  assert.ok(victim !== undefined && signal(victim, "SIGKILL"), "the mender is killed");
  const task = (file: string, ...states: readonly string[]) =>
    until(
      `${file} is ${states.join(" or ")}`,
      async () => {
        const { json } = await started.chiron("repair", "tasks", "--all", "--json");
        return (json as readonly TaskSummary[]).find((one) => one.file === file && states.includes(one.state));
      },
      patienceMs,
    );
  const { id } = await task("tool.py", "proposed");
  const shown = await started.chiron("repair", "show", id);
  assert.match(shown.out, /^\+def add\(a, b\):$/m);
  const { json } = await started.chiron("repair", "show", id, "--json");
  const { commit } = (json as TaskView).proposal ?? { commit: "" };
  assert.match(shown.out, new RegExp(`chiron repair approve ${id} --commit ${commit.slice(0, 12)}`));
  assert.equal((await started.chiron("repair", "approve", id, "--commit", "0123456789")).code, 4, "not what was shown");
  const approved = await started.chiron("repair", "approve", id, "--commit", commit.slice(0, 12));
  assert.equal(approved.code, 0, approved.err);
  await task("tool.py", "merged");
  const { out: told } = await started.chiron("repair", "show", id);
  const story = [
    /tool\.py in site does not parse/,
    /works on .*attempt 1/,
    /is mended in .* by fixer/,
    /approved/,
    /is merged/,
  ];
  const places = story.map((sentence) => told.search(sentence));
  assert.ok(
    places.every((place, nth) => place > (places[nth - 1] ?? 0)),
    `${places}: ${told}`,
  );
  assert.equal(git(repository, "show", "main:tool.py"), files["tool.py"].replace("b)\n", "b):\n").trim());
  assert.notEqual(livingHealer(started.dataDir, "mender")?.pid, victim?.pid);

  const other = await task("data.json", "proposed", "failed");
  const rejected = await started.chiron("repair", "reject", other.id, "--reason", "by hand");
  assert.equal(rejected.code, 0, rejected.err);
  await task("data.json", "rejected");
  const metrics = await (await fetch(`${started.address()}/metrics`)).text();
  assert.match(metrics, /chiron_repair_tasks\{.*state="merged".*\} 1/);
  await assertAudited(started, id);
});
