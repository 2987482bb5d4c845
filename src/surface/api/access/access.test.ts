import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ChironError } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { openApiScene } from "../../../../test/support/api-scene.ts";
import { createTokenStore } from "./index.ts";
import { createRateLimit } from "./rate-limit.ts";

const json = { "content-type": "application/json" };
const pause = { body: { reason: "because" } };

test("FACE-06: the Unix socket is its owner's alone, and stands for that person", async (t) => {
  const { local, engine, socketPath } = await openApiScene(t);
  assert.equal(statSync(socketPath).mode & 0o777, 0o600);
  await local("/v1/incidents/inc-1/approve", { method: "POST" });
  assert.deepEqual(engine.commands[0]?.actor, { kind: "human", id: `cli:${userInfo().username}` });
});

test("FACE-06: a socket that is left of a dead engine is replaced; one that answers, or a file, is not", async (t) => {
  const first = await openApiScene(t);
  const again = openApiScene(t, { socket: first.socketPath });
  await assert.rejects(
    again,
    (error) =>
      error instanceof ChironError && error.code === "conflict" && /another engine answers/.test(error.message),
  );
  assert.equal((await first.local("/v1/status")).status, 200, "the one that was there is still there");

  const stale = join(first.folder, "stale.sock");
  const program = `require("node:net").createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, "SIGKILL"))`;
  const { spawnSync } = await import("node:child_process");
  spawnSync(process.execPath, ["-e", program]);
  assert.ok(statSync(stale).isSocket());
  const second = await openApiScene(t, { socket: stale });
  assert.equal(second.api.address, `http://127.0.0.1:${second.api.port}`);

  const file = join(first.folder, "precious");
  writeFileSync(file, "data");
  await assert.rejects(openApiScene(t, { socket: file }), /is no socket/);
  assert.equal(readFileSync(file, "utf8"), "data");
  const long = join(first.folder, "x".repeat(120));
  await assert.rejects(openApiScene(t, { socket: long }), /too long for a Unix socket/);
});

test("FACE-06: a port that is taken is said so, and nothing is left open", async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  t.after(() => taken.close());
  const { port } = taken.address() as { port: number };
  const folder = temporaryFolder(t);
  const socket = join(folder, "s");
  await assert.rejects(
    openApiScene(t, { port, socket }),
    (error) => error instanceof ChironError && error.code === "conflict",
  );
  assert.equal(statSync(socket, { throwIfNoEntry: false }), undefined);
});

test("FACE-06: without a token the port is for looking only, and not even that when so configured", async (t) => {
  const { remote, engine } = await openApiScene(t);
  assert.equal((await remote("/v1/status")).status, 200);
  const refused = await remote("/v1/pause", pause);
  assert.deepEqual(
    [refused.status, refused.json.code, refused.headers["www-authenticate"]],
    [401, "unauthenticated", 'Bearer realm="chiron"'],
  );
  assert.equal(engine.commands.length, 0);
  const closed = await openApiScene(t, { anonymousRead: false });
  assert.equal((await closed.remote("/v1/status")).status, 401);
  assert.equal((await closed.remote("/metrics")).status, 401);
  assert.equal((await closed.remote("/v1/status", { token: closed.token({ role: "viewer" }) })).status, 200);
});

test("FACE-06: an address that others reach is refused unless it was asked for, and then always wants a token", async (t) => {
  const wrong = (error: unknown): boolean =>
    error instanceof ChironError && error.code === "bad_config" && /no TLS/.test(error.message);
  await assert.rejects(openApiScene(t, { host: "0.0.0.0" }), wrong);
  const { remote, token } = await openApiScene(t, { host: "0.0.0.0", allowPlainBind: true, anonymousRead: true });
  assert.equal((await remote("/v1/status")).status, 401);
  assert.equal((await remote("/v1/status", { token: token() })).status, 200);
  assert.equal((await remote("/v1/status", { token: token(), headers: { host: "10.1.2.3:7717" } })).status, 200);
  assert.equal((await remote("/v1/status", { token: token(), headers: { host: "rebound.example" } })).status, 403);
});

test("FACE-06: each role may do its part and no more, and a refused command is written down", async (t) => {
  const { remote, token, engine, refusals } = await openApiScene(t);
  const [viewer, operator, approver] = [
    token({ role: "viewer" }),
    token({ role: "operator" }),
    token({ role: "approver" }),
  ];
  const status = async (path: string, as: string, body: object = { reason: "r" }) =>
    (await remote(path, { token: as, body })).status;
  assert.deepEqual(
    [
      await status("/v1/pause", viewer),
      await status("/v1/pause", operator),
      await status("/v1/incidents/inc-1/dismiss", viewer),
      await status("/v1/incidents/inc-1/dismiss", operator),
      await status("/v1/incidents/inc-1/approve", operator),
      await status("/v1/incidents/inc-1/approve", approver),
      await status("/v1/runbooks/rb-restart-service/approve", operator, {}),
      await status("/v1/runbooks/rb-restart-service/approve", approver, {}),
      await status("/v1/runbooks/rb-restart-service/execute", operator, { target: "web", confirm: true }),
      await status("/v1/heal", operator, { action: "approve", incident: "inc-1" }),
      await status("/v1/heal", viewer, { action: "status" }),
    ],
    [403, 200, 403, 200, 403, 200, 403, 200, 403, 403, 200],
  );
  assert.deepEqual(
    refusals.map(({ command, actor }) => [command, actor.id]),
    [
      ["pause", "token:t1"],
      ["dismiss", "token:t1"],
      ["approve", "token:t2"],
      ["approve_runbook", "token:t2"],
      ["execute", "token:t2"],
      ["approve", "token:t2"],
    ],
  );
  assert.deepEqual(
    engine.commands.map(({ actor }) => actor.id),
    ["token:t2", "token:t2", "token:t3", "token:t3"],
  );
});

test("FACE-06: a program cannot approve, whatever its role and whichever way it comes", async (t) => {
  const { remote, local, token, engine, refusals } = await openApiScene(t);
  const program = token({ role: "admin", kind: "service", name: "ci" });
  const ways: readonly (readonly [string, object])[] = [
    ["/v1/incidents/inc-1/approve", {}],
    ["/v1/runbooks/rb-restart-service/approve", {}],
    ["/v1/runbooks/rb-restart-service/execute", { target: "web", confirm: true }],
    ["/v1/heal", { action: "approve", incident: "inc-1" }],
    ["/v1/heal", { action: "approve", runbook: "rb-restart-service" }],
    ["/v1/heal", { action: "execute", runbook: "rb-restart-service", target: "web", confirm: true }],
  ];
  for (const [path, body] of ways) {
    for (const send of [remote, local]) {
      const refused = await send(path, { token: program, body });
      assert.deepEqual([path, refused.status, refused.json.code], [path, 403, "forbidden"]);
    }
  }
  assert.equal(engine.commands.length, 0);
  assert.equal(refusals.length, ways.length * 2);
  assert.deepEqual(refusals[0]?.actor, { kind: "service", id: "token:ci" });
  assert.match(refusals[0]?.reason ?? "", /only a human may approve/);
  assert.equal((await remote("/v1/incidents/inc-1/reject", { token: program, body: { reason: "no" } })).status, 200);
});

test("FACE-06: tokens expire, are revoked at once, and can be confined", async (t) => {
  const { remote, token, tokens } = await openApiScene(t);
  const expired = await remote("/v1/status", { token: token({ name: "old", expiresInMs: -1 }) });
  assert.deepEqual([expired.status, expired.json.code], [401, "unauthenticated"]);
  assert.match(expired.json.detail, /old has expired/);
  const gone = token({ name: "gone" });
  assert.equal((await remote("/v1/pause", { ...pause, token: gone })).status, 200);
  tokens.revoke("gone");
  assert.equal((await remote("/v1/pause", { ...pause, token: gone })).status, 401);
  const confined = token({ name: "eyes", scopes: ["incidents"] });
  assert.equal((await remote("/v1/incidents", { token: confined })).status, 200);
  assert.equal((await remote("/v1/pause", { ...pause, token: confined })).status, 403);
  assert.equal((await remote("/v1/events", { token: confined })).status, 403);
  for (const wrong of ["x", `${gone}x`, "chiron_000000000000_".padEnd(63, "A")])
    assert.equal((await remote("/v1/status", { token: wrong })).status, 401);
  assert.equal((await remote("/v1/status", { headers: { authorization: "Basic YTpi" } })).status, 401);
});

test("FACE-06: of tokens only a hash is kept, in a file for its owner, which another process may change", (t) => {
  const file = join(temporaryFolder(t), "tokens.json");
  const [engine, commandLine] = [createTokenStore(file), createTokenStore(file)];
  assert.deepEqual(engine.list(), []);
  const { token, record } = commandLine.create({ name: "alice", role: "approver", kind: "human" });
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(file, "utf8"), new RegExp(token.slice(-20)));
  assert.deepEqual(engine.find(token), record);
  assert.throws(
    () => engine.create({ name: "alice", role: "viewer", kind: "human" }),
    /there is a token alice already/,
  );
  assert.throws(() => engine.create({ name: "a b", role: "viewer", kind: "human" }), /may hold letters/);
  commandLine.revoke(record.id);
  assert.equal(engine.find(token), undefined);
  assert.throws(() => engine.revoke("alice"), /there is no token alice/);
  writeFileSync(file, "{");
  assert.throws(() => engine.find(token), /does not hold tokens/);
});

test("FACE-06: neither a rebound name nor a page of another site gets in", async (t) => {
  const { remote, local, token, engine } = await openApiScene(t);
  const as = token();
  for (const host of ["rebound.example", "127.0.0.1.example:80", "localhost@evil", "[::1", "0.0.0.0"]) {
    assert.equal((await remote("/v1/status", { headers: { host }, token: as })).status, 403, host);
  }
  for (const host of ["localhost", "127.0.0.1:9999", "[::1]:1", "LOCALHOST:80"]) {
    assert.equal((await remote("/v1/status", { headers: { host } })).status, 200, host);
  }
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://localhost:3000" },
  ];
  for (const headers of foreign) {
    assert.equal(
      (await remote("/v1/pause", { ...pause, headers: { ...json, ...headers }, token: as })).status,
      403,
      JSON.stringify(headers),
    );
  }
  assert.equal(
    (await local("/v1/pause", { ...pause, headers: { ...json, origin: "https://evil.example" } })).status,
    403,
  );
  assert.equal(engine.commands.length, 0);
  const own = { host: "localhost:7717", origin: "http://localhost:7717", "sec-fetch-site": "same-origin" };
  const allowed = await remote("/v1/pause", { ...pause, headers: { ...json, ...own }, token: as });
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers["access-control-allow-origin"], undefined);
  assert.equal(
    (await remote("/v1/pause", { method: "OPTIONS", headers: { origin: "https://evil.example" } })).headers[
      "access-control-allow-origin"
    ],
    undefined,
  );
});

test("FACE-06: a flood is held back, for each caller alone, and told when to come again", async (t) => {
  const { remote, token, local } = await openApiScene(t, { rate: { perSecond: 1, burst: 20 } });
  const answers = await Promise.all(Array.from({ length: 40 }, () => remote("/v1/status")));
  const held = answers.filter(({ status }) => status === 429);
  assert.ok(held.length >= 15 && held.length <= 20, `${held.length}`);
  assert.equal(held[0]?.headers["retry-after"], "1");
  assert.equal((await remote("/v1/status", { token: token() })).status, 200, "another caller");
  assert.equal((await local("/v1/status")).status, 200, "the owner");
  await until("the bucket fills again", async () => (await remote("/v1/status")).status === 200);
});

test("FACE-06: what is remembered of callers is bounded", () => {
  let now = 0;
  const limit = createRateLimit({ perSecond: 1, burst: 1 }, () => now);
  for (let caller = 0; caller < 25_000; caller++) limit(`at:${caller}`);
  limit("at:x");
  assert.throws(() => limit("at:x"), /requests a second/);
  now += 1_000;
  limit("at:x");
});
