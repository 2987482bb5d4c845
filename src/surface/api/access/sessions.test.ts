import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import { type Answered, openApiScene } from "../../../../test/support/api-scene.ts";
import { signIn } from "../../../../test/support/signing-in.ts";
import { SessionStore } from "./sessions.ts";
import type { TokenRecord } from "./tokens.ts";

const told = ({ status, json }: Answered) => [status, json.code];
const pause = { body: { reason: "because" } };

test("FACE-06: a session outlives the engine, in a file for its owner that holds no cookie", async (t) => {
  const first = await openApiScene(t);
  const file = join(first.folder, "sessions.json");
  const session = await signIn(first, first.token({ name: "anna" }));
  const ended = await signIn(first, first.token({ name: "bert" }));
  await first.remote("/v1/session", { method: "DELETE", headers: ended.headers });
  await first.api.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!existsSync(`${file}.tmp`));
  const kept = readFileSync(file, "utf8");
  for (const secret of [session.cookie.split("=")[1] ?? "", session.csrf]) assert.ok(!kept.includes(secret));

  const second = await openApiScene(t, { tokens: first.tokens, sessionsFile: file });
  assert.equal((await second.remote("/v1/pause", { ...pause, headers: session.headers })).status, 200);
  assert.deepEqual(second.engine.commands.at(-1)?.actor, { kind: "human", id: "token:anna" });
  assert.deepEqual(told(await second.remote("/v1/pause", { ...pause, headers: ended.headers })), [
    401,
    "unauthenticated",
  ]);
});

test("FACE-06: a file of sessions that is damaged costs a new sign-in, and that is said", async (t) => {
  for (const damaged of ["", "{", "[]", '{"sessions":[{"sha256":"x"}]}', `{"sessions":[]}${"x".repeat(100)}`]) {
    const folder = temporaryFolder(t);
    const file = join(folder, "sessions.json");
    writeFileSync(file, damaged, { mode: 0o644 });
    writeFileSync(`${file}.tmp`, "left of a crash", { mode: 0o644 });
    const said: string[] = [];
    const scene = await openApiScene(t, { sessionsFile: file, say: (line) => void said.push(line) });
    const session = await signIn(scene, scene.token());
    assert.equal((await scene.remote("/v1/pause", { ...pause, headers: session.headers })).status, 200, damaged);
    assert.equal(said.length, 1, said.join("\n"));
    assert.match(said[0] ?? "", /sessions\.json does not hold sessions, so that everybody has to sign in again/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  }
});

test("FACE-06: where nothing can be written one can still sign in, until the engine ends", async (t) => {
  const said: string[] = [];
  const scene = await openApiScene(t, {
    sessionsFile: join(temporaryFolder(t), "not-there", "sessions.json"),
    say: (line) => void said.push(line),
  });
  const session = await signIn(scene, scene.token());
  assert.equal((await scene.remote("/v1/pause", { ...pause, headers: session.headers })).status, 200);
  assert.match(said.join("\n"), /kept in memory alone, until the engine ends/);
});

test("FACE-06: each engine has a cookie of its own, and that of another is nothing to it", async (t) => {
  const [one, other] = [await openApiScene(t), await openApiScene(t)];
  const [first, second] = [
    await signIn(one, one.token({ name: "anna" })),
    await signIn(other, other.token({ name: "bert" })),
  ];
  assert.notEqual(first.cookie.split("=")[0], second.cookie.split("=")[0]);
  const both = `${first.cookie}; ${second.cookie}`;
  assert.equal((await one.remote("/v1/session", { headers: { cookie: both } })).json.actor, "token:anna");
  assert.equal((await other.remote("/v1/session", { headers: { cookie: both } })).json.actor, "token:bert");
  const stolen = `${second.cookie.split("=")[0]}=${first.cookie.split("=")[1]}`;
  assert.equal((await other.remote("/v1/session", { headers: { cookie: stolen } })).json.via, "anonymous");
  assert.equal((await other.remote("/v1/session", { headers: { cookie: first.cookie } })).json.via, "anonymous");
});

test("FACE-06: sessions are few and short: the oldest of a token go first, none lasts longer than half a day or its token", async (t) => {
  const file = join(temporaryFolder(t), "sessions.json");
  let now = Date.parse("2026-03-01T00:00:00Z");
  const means = { file, now: () => now, say: (line: string) => assert.fail(line) };
  const store = await SessionStore.open(means);
  const record = { id: "a", expiresAt: null } as TokenRecord;
  const values: string[] = [];
  for (let count = 0; count < 25; count++) values.push((await store.begin(record)).value);
  const other = await store.begin({ id: "b", expiresAt: now + 60_000 } as TokenRecord);
  assert.equal(other.expiresAt, now + 60_000);
  assert.deepEqual(
    values.map((value) => store.find(value) !== undefined),
    values.map((_, index) => index >= 5),
  );
  now += 60_000;
  assert.equal(store.find(other.value), undefined);
  now += 12 * 3_600_000 - 60_000 - 1;
  assert.ok(store.find(values[24] ?? ""));
  now += 1;
  assert.equal(store.find(values[24] ?? ""), undefined);
  await store.begin(record);
  assert.equal(JSON.parse(readFileSync(file, "utf8")).sessions.length, 1, "what is over is not kept");
  const kept = { sha256: "0".repeat(64), token: "c", createdAt: now, expiresAt: now + 60_000 };
  const full = Array.from({ length: 1_200 }, (_, index) => ({ ...kept, sha256: String(index).padStart(64, "0") }));
  writeFileSync(file, JSON.stringify({ sessions: full.map((one, index) => ({ ...one, token: `t${index}` })) }));
  const again = await SessionStore.open(means);
  const newest = await again.begin(record);
  assert.equal(JSON.parse(readFileSync(file, "utf8")).sessions.length, 1_000);
  assert.ok(again.find(newest.value));
});
