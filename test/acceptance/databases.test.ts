/** Databases that cannot be used: looked at again, brought to their standby, or told, from chiron.yaml to the end of the incident. */
// needs: postgresql, redis-server
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { startPostgres, startRedis } from "../support/servers.ts";

const password = "a-password-of-the-test";

function secretIn(t: TestContext): string {
  const file = join(temporaryFolder(t), "password");
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

function messages(world: World) {
  return world.events.flatMap((one) => (one.type === "message.queued" ? [one.data.message] : []));
}

function incidentTypes(world: World): readonly string[] {
  return world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
}

const database = (probe: string, settings: string) => `
node: test
targets:
  - id: db
    kind: database
    autonomy: auto
    settings: ${settings}
    probes:
      - ${probe}
packs: [database, service]
notify: { notice: [log], page: [log] }
`;

/** An application's own file says where the database is; the probe reads the same one. */
async function withStandby(t: TestContext) {
  const passwordFile = secretIn(t);
  const folder = temporaryFolder(t);
  const file = join(folder, "database.endpoint");
  const [primary, standby] = [await startPostgres(t, { password }), await startPostgres(t, { password })];
  const before = `127.0.0.1:${primary.port}\n# read by the application\n`;
  writeFileSync(file, before, { mode: 0o640 });
  const settings = `{ retry: { pause: 100ms }, standby: { file: ${file}, endpoint: "127.0.0.1:${standby.port}" } }`;
  const probe = `postgres: { endpointFile: ${file}, passwordFile: ${passwordFile}, every: 300ms, timeout: 2s }`;
  const world = await startWorld(t, database(probe, settings));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-reconnect-database" }, human);
  await until("it is seen well", () => world.facade.target("db")?.health === "good");
  return { world, file, before, primary, standby };
}

function steps(world: World, incident: string): readonly string[] {
  const { steps: all = [] } = world.facade.incident(incident) ?? {};
  return all.map(({ action, end, undo }) => `${undo ? "undo of " : ""}${action} ${end}`);
}

test("HOST-05, HOST-13: a database that is gone is looked for three times; then its users go to the standby, which is proved", async (t) => {
  const { world, file, primary, standby } = await withStandby(t);
  await primary.stop();
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.severity, detail?.state], ["db_connection_lost", "high", "resolved"]);
  assert.deepEqual([detail?.runbook, detail?.outcome?.strategy], ["rb-reconnect-database", "standby by endpoint file"]);
  assert.deepEqual(steps(world, incident), ["probe.retry failed", "endpoint.switch done"]);
  assert.equal(readFileSync(file, "utf8"), `127.0.0.1:${standby.port}\n# read by the application\n`);
  assert.equal(statSync(file).mode & 0o777, 0o640);
});

test("HOST-14: a standby that does not answer either is not left in use", async (t) => {
  const { world, file, before, primary, standby } = await withStandby(t);
  await standby.stop();
  await primary.stop();
  const incident = await world.incident(["resolved", "escalated"], 80_000);
  assert.equal(world.facade.incident(incident)?.state, "escalated");
  assert.deepEqual(steps(world, incident), [
    "probe.retry failed",
    "endpoint.switch done",
    "undo of endpoint.switch done",
  ]);
  assert.equal(readFileSync(file, "utf8"), before);
  assert.equal(messages(world).at(-1)?.route, "page");
});

test("HOST-A10: a database that comes back while it is looked for stays where it is", async (t) => {
  const { world, file, before, primary } = await withStandby(t);
  process.kill(primary.pid, "SIGSTOP");
  await world.event("step.started", ({ data }) => data.action === "probe.retry", 40_000);
  process.kill(primary.pid, "SIGCONT");
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  assert.equal(world.facade.incident(incident)?.state, "resolved");
  assert.deepEqual(steps(world, incident), ["probe.retry done"]);
  assert.equal(readFileSync(file, "utf8"), before);
});

test("HOST-13: a database that is full is looked for again and told; it is not abandoned for its standby", async (t) => {
  const file = join(temporaryFolder(t), "endpoint");
  const redis = await startRedis(t, "--maxclients", "3");
  const before = `127.0.0.1:${redis.port}\n`;
  writeFileSync(file, before);
  const settings = `{ retry: { pause: 50ms }, standby: { file: ${file}, endpoint: "127.0.0.1:${await freePort()}" } }`;
  const world = await startWorld(t, database(`redis: { endpointFile: ${file}, every: 300ms }`, settings));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-reconnect-database" }, human);
  await until("it is seen well", () => world.facade.target("db")?.health === "good");
  const held = Array.from({ length: 3 }, () => connect({ host: "127.0.0.1", port: redis.port }));
  for (const socket of held) socket.on("error", () => undefined);
  t.after(() => {
    for (const socket of held) socket.destroy();
  });
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  assert.deepEqual(
    [world.facade.incident(incident)?.state, steps(world, incident)],
    ["escalated", ["probe.retry failed"]],
  );
  assert.match(messages(world).at(-1)?.body ?? "", /too_many_connections/);
  assert.equal(readFileSync(file, "utf8"), before);
});

test("HOST-05: refused for a password, it is the credentials and not the connection; and the password is nowhere to be read", async (t) => {
  const passwordFile = secretIn(t);
  const server = await startPostgres(t, { password });
  const probe = `postgres: { port: ${server.port}, passwordFile: ${passwordFile}, every: 300ms }`;
  const world = await startWorld(t, database(probe, "{ retry: { pause: 50ms } }"));
  await until("it is seen well", () => world.facade.target("db")?.health === "good");
  const statement = "ALTER ROLE postgres PASSWORD 'another one'";
  const address = ["-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres", "-c", statement];
  execFileSync("/usr/bin/env", [`PGPASSWORD=${password}`, "psql", ...address], { stdio: "pipe" });
  const incident = await world.incident("escalated");
  assert.deepEqual(
    [world.facade.incident(incident)?.type, incidentTypes(world)],
    ["credentials_invalid", ["credentials_invalid"]],
  );
  assert.equal(messages(world).at(-1)?.route, "page");
  await world.stop();
  for (const name of readdirSync(world.dataDir, { recursive: true, encoding: "utf8" })) {
    const path = join(world.dataDir, name);
    if (statSync(path).isFile()) assert.equal(readFileSync(path).includes(password), false, name);
  }
});

test("HOST-05: negative: a database that is slow but alive is nobody's business", async (t) => {
  const passwordFile = secretIn(t);
  const { port } = await startPostgres(t, { password });
  let connections = 0;
  // Every packet of the server's comes late.
  const slow = createServer((socket) => {
    connections += 1;
    const server = connect({ host: "127.0.0.1", port });
    socket.on("error", () => undefined).pipe(server);
    server.on("error", () => undefined);
    server.on("data", (data) => setTimeout(() => socket.write(data), 150));
    socket.on("close", () => server.destroy());
    server.on("close", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(slow, "listening");
  t.after(() => slow.close());
  const at = (slow.address() as AddressInfo).port;
  const probe = `postgres: { port: ${at}, passwordFile: ${passwordFile}, every: 300ms, timeout: 5s }`;
  const world = await startWorld(t, database(probe, "{}"));
  await until("it was asked often", () => connections >= 5);
  await until("it is seen well", () => world.facade.target("db")?.health === "good");
  assert.deepEqual(incidentTypes(world), []);
});
