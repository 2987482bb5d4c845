/** The engine comes back, and somebody else has its port meanwhile: real processes, a real socket in its place. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { type Chiron, chironIn } from "../support/emergency/chiron.ts";
import { ask } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { freePort } from "../support/ports.ts";

const yamlFor = (port: number, more = "") => `
api: { port: ${port} }
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
    probes: [ process: { every: 1s } ]
packs: [service]
${more}`;

interface Taken {
  free(): Promise<void>;
}

/** As soon as it can be had. */
async function take(t: TestContext, port: number): Promise<Taken> {
  const server = await until("the port is somebody else's", () => listens(port));
  const free = () => new Promise<void>((resolve) => server.close(() => resolve()));
  t.after(() => (server.listening ? free() : undefined));
  return { free };
}

function listens(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    // Whoever asks Chiron there is sent away.
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}

async function json(chiron: Chiron, ...words: readonly string[]) {
  const { out, err } = await chiron.run(...words, "--json");
  assert.notEqual(out, "", err);
  return JSON.parse(out);
}

const portOf = async (chiron: Chiron) => (await json(chiron, "status")).port;
const workerOf = (chiron: Chiron, before?: number): Promise<number> =>
  until("the worker runs", async () => {
    const pid = await chiron.pid("worker");
    return pid !== null && pid !== before ? pid : undefined;
  });

for (const struck of [["engine"], ["engine", "mender"]] as const) {
  const who = struck.length === 1 ? "the mender" : "the watchdog, in an emergency,";
  test(`HEALER-07: an engine whose port is taken meanwhile is brought back by ${who} at the first try: it heals, says so once, and takes the port when it is free`, async (t) => {
    const chiron = chironIn(t);
    const messages = await startMessages(t);
    const port = await freePort();
    chiron.write(yamlFor(port, messages.yaml));
    await chiron.upAsConfigured();
    for (const role of struck) await chiron.well(role);
    const worker = await workerOf(chiron);
    const before = chiron.strike("SIGKILL", ...struck);
    const taken = await take(t, port);
    const next = await chiron.well("engine", before[0]);
    assert.deepEqual(await portOf(chiron).then(({ since: _, ...rest }) => rest), {
      state: "waiting",
      host: "127.0.0.1",
      port,
      reason: `port ${port} of 127.0.0.1 is taken`,
    });
    assert.match((await chiron.run("status")).out, /port +not open for .*: port \d+ of 127\.0\.0\.1 is taken/);
    const notice = await messages.notice(/goes on without its port/);
    assert.match(notice.body, new RegExp(`sport = :${port}`));
    const recoveries = await until("the recovery is on record", async () => {
      const finished = await chiron.events("recovery.finished");
      return finished.some(({ data }) => data.healer === "engine") && finished;
    });
    assert.deepEqual(
      recoveries.filter(({ data }) => data.healer === "engine" && !data.ok),
      [],
    );

    process.kill(worker, "SIGKILL");
    const healed = await workerOf(chiron, worker);
    // The same is not told again by the next engine.
    chiron.strike("SIGKILL", "engine");
    await chiron.well("engine", next);
    assert.equal((await portOf(chiron)).state, "waiting");
    assert.equal(await workerOf(chiron), healed);

    await taken.free();
    await until("the port answers", () => ask(`http://127.0.0.1:${port}/healthz`));
    assert.equal(await portOf(chiron), undefined);
    const record = JSON.parse(readFileSync(join(chiron.dataDir, "engine.json"), "utf8"));
    assert.equal(record.address, `http://127.0.0.1:${port}`);
    const incidents = await until("its incident is over", async () => {
      const all: readonly { readonly type: string; readonly state: string }[] = await json(
        chiron,
        "incidents",
        "--all",
      );
      const mine = all.filter(({ type }) => type === "port_unavailable");
      return mine.every(({ state }) => state === "resolved") && mine;
    });
    assert.equal(incidents.length, 1);
    assert.equal(messages.notices.filter(({ subject }) => /without its port/.test(subject)).length, 1);
  });
}

test("HEALER-07: a port that is taken at the first start is an error for the person who stands there, and none where nobody does", async (t) => {
  const chiron = chironIn(t);
  const port = await freePort();
  chiron.write(yamlFor(port));
  const taken = await take(t, port);
  const { code, err } = await chiron.run("up");
  assert.equal(code, 4);
  assert.match(err, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken`));
  await chiron.upAsConfigured("--unattended");
  assert.match(chiron.said(), /the socket answers, and the port is taken as soon as it can be had/);
  assert.equal((await portOf(chiron)).state, "waiting");
  assert.match((await chiron.run("doctor")).out, /the engine answers by its socket alone/);
  await taken.free();
  await until("the port is open", async () => (await portOf(chiron)) === undefined);
});
