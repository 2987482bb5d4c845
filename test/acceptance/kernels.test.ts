/** Kernels: real processes that beat by a file, by a call and by a pipe, booted in order and kept at work. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startWorld, type World } from "../support/engine.ts";
import { outside } from "../support/outside.ts";

const program = join(import.meta.dirname, "../support/kernel.mjs");

type Way = "file" | "http" | "pipe";

function kernel(id: string, way: Way, more = "", delayMs = 0): string {
  const command = JSON.stringify([
    process.execPath,
    program,
    way,
    id,
    "DIR/journal",
    String(delayMs),
    `DIR/${id}.beat`,
  ]);
  const heartbeat = way === "file" ? `file: ./${id}.beat` : `${way}: true`;
  return `  - { id: ${id}, command: ${command}, heartbeat: { ${heartbeat}, limit: 2s, first: 20s }${more} }\n`;
}

const journal = (world: World) => readFileSync(join(world.folder, "journal"), "utf8").trim().split("\n");
const kernels = (world: World) => world.facade.status().kernels;

async function allRunning(world: World, total: number): Promise<void> {
  await until(`${total}/${total} running`, () => {
    const { running } = kernels(world) ?? { running: 0 };
    return running === total;
  });
}

test("HEALER-11: kernels are booted in order, each after the first heartbeat of what it comes after, and shown as n/n running", async (t) => {
  const world = await startWorld(
    t,
    `kernels:\n${kernel("third", "pipe", ", after: [second]")}${kernel("second", "http", ", after: [first]", 300)}${kernel("first", "file", "", 300)}`,
  );
  assert.equal(kernels(world)?.total, 3);
  await allRunning(world, 3);
  assert.deepEqual(
    journal(world).map((line) => line.replace(/ \d+$/, "")),
    ["first started", "first beats", "second started", "second beats", "third started", "third beats"],
  );
  assert.deepEqual(
    kernels(world)?.list.map(({ id, state }) => `${id} ${state}`),
    ["third running", "second running", "first running"],
  );
  assert.equal(world.facade.status().incidents.open, 0, "nothing that only waited was taken for dead");
});

for (const way of ["file", "http", "pipe"] as const) {
  test(`HEALER-11: a kernel that beats by ${way} is restarted when it is killed, stopped, or wedged, by the loop that heals all else`, async (t) => {
    const world = await startWorld(t, `kernels:\n${kernel("one", way)}`);
    await allRunning(world, 1);
    const faults = [
      { signal: "SIGKILL", type: "kernel_dead", withinMs: 10_000 },
      { signal: "SIGSTOP", type: "kernel_silent", withinMs: 30_000 },
      { signal: "SIGUSR2", type: "kernel_silent", withinMs: 40_000 },
    ] as const;
    const seen = new Set<string>();
    for (const { signal, type, withinMs } of faults) {
      const pid = world.pid("one");
      process.kill(pid, signal);
      const opened = await world.event(
        "incident.opened",
        ({ data }) => data.type === type && !seen.has(data.incident),
        withinMs,
      );
      seen.add(opened.data.incident);
      await world.event(
        "incident.moved",
        ({ data }) => data.incident === opened.data.incident && data.to === "resolved",
        withinMs,
      );
      await allRunning(world, 1);
      assert.notEqual(world.pid("one"), pid);
    }
  });
}

test("HEALER-11: kernels live on while no engine is there, whatever they beat by, and are taken up again", async (t) => {
  const yaml = `kernels:\n${kernel("a", "file")}${kernel("b", "http")}${kernel("c", "pipe")}`;
  let second: World | undefined;
  // Before the folder goes, which is the first one's.
  t.after(() => second?.stop());
  const first = await startWorld(t, yaml);
  await allRunning(first, 3);
  const pids = ["a", "b", "c"].map(first.pid);
  await first.stop({ keepServices: true });
  const { size } = statSync(join(first.folder, "journal"));
  second = await startWorld(t, yaml, { folder: first.folder });
  await allRunning(second, 3);
  assert.deepEqual(["a", "b", "c"].map(second.pid), pids);
  assert.equal(statSync(join(second.folder, "journal")).size, size, "none was started anew");
  assert.equal(second.facade.status().incidents.open, 0);
});

test("HEALER-11: a kernel that never beats holds the next no longer than its limit, and is healed by itself", async (t) => {
  const mute = `  - { id: mute, command: [sleep, "1000"], heartbeat: { pipe: true, limit: 500ms, first: 1s } }\n`;
  const world = await startWorld(t, `kernels:\n${mute}${kernel("next", "pipe", ", after: [mute]")}`);
  await until("what comes after runs all the same", () => kernels(world)?.list[1]?.state === "running");
  assert.ok(world.said.some((line) => /next is started without mute, which shows no heartbeat after 1s/.test(line)));
  const opened = await world.event("incident.opened", ({ data }) => data.type === "kernel_silent");
  assert.equal(opened.data.target, "mute");
  // Its repair follows at once, and it is "starting" for as long as that takes.
  await until("it is shown as silent", () => kernels(world)?.list[0]?.state === "silent");
});

test("HEALER-11: `chiron status` counts them; a beat of what is no kernel, or of one that beats otherwise, is refused", async (t) => {
  const chiron = outside(t, `kernels:\n${kernel("one", "pipe")}`);
  await chiron.up();
  await until("it is running", async () => / 1\/1 running/.test((await chiron.chiron("status")).out));
  assert.deepEqual((await chiron.chiron("status", "--json")).json.kernels.running, 1);
  for (const id of ["one", "nobody"]) {
    const { status, json } = await chiron.ask("POST", `/v1/kernels/${id}/beat`);
    assert.equal(status, 404, JSON.stringify(json));
  }
});

test("HEALER-11: what is wrong with a kernel is told at its place", async (t) => {
  const yaml = `kernels:
  - id: one
    command: [sleep, "1"]
    heartbeat: { file: ./x, pipe: true }
  - id: two
    command: [sleep, "1"]
    heartbeat: { pipe: true }
    after: [tree]
  - id: three
    comand: [sleep, "1"]
    heartbeat: { pipe: true }
`;
  const chiron = outside(t, yaml);
  const { code, err, out } = await chiron.chiron("validate");
  assert.equal(code, 2);
  assert.match(out + err, /:4:.*must say by exactly one of file, http or pipe/);
  assert.match(out + err, /:8:.*there is no target "tree"/);
  assert.match(out + err, /:10:.*"comand"|:10:.*comand.*unknown key/);
});
