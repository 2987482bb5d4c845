// mostly waits
// needs: freezer, root
/**
 * A healer that cannot be ended: it sleeps inside the kernel with all its locks, SIGKILL waits for it. What must never happen is that nobody heals, or
 * that it acts when the kernel lets it go.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { type Chiron, chironIn } from "../support/emergency/chiron.ts";
import { type Freezer, openFreezer, stateOf } from "../support/freezer.ts";
import { type Messages, startMessages } from "../support/messages.ts";

const yaml = `healers: { silentAfter: 5s, confirmFor: 1s }
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
    probes: [ process: { every: 1s } ]
packs: [service]
`;
type Role = Parameters<Chiron["strike"]>[1];

interface Scene {
  readonly chiron: Chiron;
  readonly freezer: Freezer;
  readonly messages: Messages;
  /** Of those that sleep. */
  readonly pids: readonly number[];
  readonly worker: number;
}

/** These are asleep, and others have their places. */
async function replaced(t: TestContext, ...roles: readonly Role[]): Promise<Scene> {
  const freezer = openFreezer(t);
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  chiron.write(`${yaml}${messages.yaml}`);
  await chiron.up();
  for (const role of ["engine", "mender", "watchdog"] as const) await chiron.well(role);
  const worker = await until("the worker runs", async () => (await chiron.pid("worker")) ?? undefined);
  const before = roles.map((role) => chiron.living(role));
  const pids = before.map((one) => one?.pid ?? 0);
  await freezer.freeze(...pids);
  for (const [index, role] of roles.entries()) await chiron.well(role, before[index], 90_000);
  assert.deepEqual(
    pids.map(stateOf),
    pids.map(() => "D"),
    "they could not be ended",
  );
  return { chiron, freezer, messages, pids, worker };
}

const endOf = (chiron: Chiron, role: Role) =>
  until("its recovery is on record", async () =>
    (await chiron.events("recovery.finished")).find(({ data }) => data.healer === role),
  );

/** What was asleep is let go: SIGKILL reaches it before it does anything. */
async function letGo({ chiron, freezer, pids }: Scene): Promise<void> {
  freezer.thaw();
  await until("they are gone", () => pids.every((pid) => stateOf(pid) === undefined || stateOf(pid) === "Z"));
  assert.deepEqual(await chiron.events("effect.refused"), []);
  assert.equal((await chiron.run("audit", "verify")).code, 0);
}

test("HEALER-03, HEALER-08: an engine that cannot be ended is replaced all the same: by the lease there is one engine, a human hears what hangs, and let go it does nothing", async (t) => {
  const scene = await replaced(t, "engine");
  const { chiron, messages, pids, worker } = scene;
  const { data } = await endOf(chiron, "engine");
  assert.equal(data.ok, true);
  assert.match(JSON.stringify(data.steps), new RegExp(`pid ${pids[0]} hangs inside the kernel, .* its place is taken`));
  const [, taken] = await chiron.events("lease.taken");
  assert.deepEqual([taken?.data.generation, taken?.data.tookOver], [2, true]);
  await messages.notice(new RegExp(`hangs inside the kernel \\(pid ${pids[0]}\\)`));
  assert.equal(await chiron.pid("worker"), worker, "services go on");
  process.kill(worker, "SIGKILL");
  const healed = await until("the worker is healed", async () => {
    const pid = await chiron.pid("worker");
    return pid !== worker && pid !== null ? pid : undefined;
  });
  const engine = chiron.living("engine");
  await letGo(scene);
  assert.equal(chiron.living("engine")?.pid, engine?.pid);
  assert.equal(await chiron.pid("worker"), healed);
  // It has the place for good: the next one finds it held, and is not needed.
  assert.equal((await chiron.run("up")).code, 4);
});

test("HEALER-04, HEALER-08: both healers asleep inside the kernel: the watchdog puts others into their places, and all of it can be ended while they sleep on", async (t) => {
  const scene = await replaced(t, "engine", "mender");
  const { chiron, worker } = scene;
  const ended = await until("the emergency is joined", async () => (await chiron.events("emergency.ended"))[0]);
  assert.equal(ended.data.recovered, true);
  assert.equal(await chiron.pid("worker"), worker);
  assert.equal((await chiron.run("down")).code, 0);
  assert.ok(["engine", "mender", "watchdog"].every((role) => chiron.living(role as Role) === undefined));
  assert.ok([undefined, "Z"].includes(stateOf(worker)), "services end with it");
  await letGo(scene);
});

test("HEALER-02, HEALER-03: a watchdog, and then a mender, that cannot be ended is replaced, and never are two at work", async (t) => {
  const scene = await replaced(t, "watchdog", "mender");
  const { chiron, worker } = scene;
  for (const role of ["watchdog", "mender"] as const) assert.equal((await endOf(chiron, role)).data.ok, true);
  assert.equal(await chiron.pid("worker"), worker);
  await letGo(scene);
  await until("all are healthy", async () => {
    const views: readonly { readonly state: string }[] = JSON.parse((await chiron.run("healers", "--json")).out);
    return views.every(({ state }) => state === "healthy");
  });
});
