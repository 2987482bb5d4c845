import assert from "node:assert/strict";
import { test } from "node:test";
import WebSocket from "ws";
import { until, within } from "#core/platform/test";
import { type Answered, openApiScene } from "../../../../test/support/api-scene.ts";
import { beat } from "../../../../test/support/fake-engine.ts";
import { cookieOf, signIn } from "../../../../test/support/signing-in.ts";

const told = ({ status, json }: Answered) => [status, json.code];
const pause = { body: { reason: "because" } };

test("FACE-06: whoever signs in with a token is known by a cookie that no script and no other site can use", async (t) => {
  const scene = await openApiScene(t);
  const token = scene.token({ name: "anna", role: "approver", scopes: ["status", "incidents"] });
  const answered = await scene.remote("/v1/session", { body: { token: `  ${token}\n` } });
  assert.match(
    cookieOf(answered),
    /^chiron-[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=(43200|4319\d); HttpOnly; SameSite=Strict$/,
  );
  assert.equal(answered.headers["cache-control"], "no-store");
  assert.doesNotMatch(answered.text, new RegExp(token));
  const { csrf, expiresAt, may, ...rest } = answered.json;
  assert.deepEqual(rest, {
    ...{ actor: "token:anna", kind: "human", role: "approver", scopes: ["status", "incidents"], via: "session" },
  });
  assert.ok(may.includes("approve") && may.includes("pause") && !may.includes("grant"));
  assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 12 * 3_600_000) < 60_000);
  const cookie = cookieOf(answered).split(";")[0] ?? "";
  const again = await scene.remote("/v1/session", { headers: { cookie } });
  assert.deepEqual([again.json.csrf, again.json.expiresAt, again.json.actor], [csrf, expiresAt, "token:anna"]);
});

test("FACE-06: who one is can be asked by whichever way one came", async (t) => {
  const scene = await openApiScene(t);
  const { remote, local, token } = scene;
  const who = async (answered: Promise<Answered>) => {
    const { via, kind, role, csrf, expiresAt, may } = (await answered).json;
    return [via, kind, role, csrf === null, expiresAt === null, may.length > 0];
  };
  assert.deepEqual(await who(remote("/v1/session")), ["anonymous", "human", "viewer", true, true, false]);
  assert.deepEqual(await who(local("/v1/session")), ["socket", "human", "admin", true, true, true]);
  const program = token({ name: "ci", role: "operator", kind: "service" });
  assert.deepEqual(await who(remote("/v1/session", { token: program })), [
    "token",
    "service",
    "operator",
    true,
    false,
    true,
  ]);
  const { cookie } = await signIn(scene, program);
  assert.deepEqual(await who(remote("/v1/session", { headers: { cookie } })), [
    "session",
    "service",
    "operator",
    false,
    false,
    true,
  ]);
  const byBoth = remote("/v1/session", { headers: { cookie }, token: token({ name: "boss", role: "admin" }) });
  assert.equal((await byBoth).json.actor, "token:boss", "the token that is sent goes before the cookie");
  const closed = await openApiScene(t, { anonymousRead: false });
  assert.deepEqual(told(await closed.remote("/v1/session")), [401, "unauthenticated"]);
  const inside = await signIn(closed, closed.token({ role: "viewer" }));
  assert.equal((await closed.remote("/v1/status", { headers: { cookie: inside.cookie } })).status, 200);
});

test("FACE-06: a person who signed in decides as that person, a program stays a program", async (t) => {
  const scene = await openApiScene(t);
  const { remote, engine, refusals } = scene;
  const anna = await signIn(scene, scene.token({ name: "anna", role: "approver" }));
  assert.equal((await remote("/v1/incidents/inc-1/approve", { method: "POST", headers: anna.headers })).status, 200);
  assert.deepEqual(engine.commands.at(-1)?.actor, { kind: "human", id: "token:anna" });
  const program = await signIn(scene, scene.token({ name: "ci", role: "admin", kind: "service" }));
  const refused = await remote("/v1/incidents/inc-1/approve", { method: "POST", headers: program.headers });
  assert.deepEqual(told(refused), [403, "forbidden"]);
  const viewer = await signIn(scene, scene.token({ name: "eyes", role: "viewer" }));
  assert.deepEqual(told(await remote("/v1/pause", { ...pause, headers: viewer.headers })), [403, "forbidden"]);
  assert.deepEqual(
    refusals.map(({ command, actor }) => [command, actor.id]),
    [
      ["approve", "token:ci"],
      ["pause", "token:eyes"],
    ],
  );
});

test("FACE-06: a change by a session needs what only its own page can read", async (t) => {
  const scene = await openApiScene(t);
  const { remote, engine, token } = scene;
  const [one, other] = [await signIn(scene, token()), await signIn(scene, token())];
  assert.notEqual(one.csrf, other.csrf);
  const wrong: readonly Readonly<Record<string, string>>[] = [
    {},
    { "chiron-csrf": "" },
    { "chiron-csrf": other.csrf },
    { "chiron-csrf": `${one.csrf}x` },
    { "chiron-csrf": one.csrf.toLowerCase() },
  ];
  for (const headers of wrong) {
    const refused = await remote("/v1/pause", { ...pause, headers: { ...headers, cookie: one.cookie } });
    assert.deepEqual([JSON.stringify(headers), ...told(refused)], [JSON.stringify(headers), 403, "forbidden"]);
    assert.match(refused.json.detail, /chiron-csrf/);
  }
  assert.deepEqual(told(await remote("/v1/pause", { method: "DELETE", headers: { cookie: one.cookie } })), [
    403,
    "forbidden",
  ]);
  assert.equal(engine.commands.length, 0);
  assert.equal((await remote("/v1/status", { headers: { cookie: one.cookie } })).status, 200, "a look needs none");
  assert.equal((await remote("/v1/pause", { ...pause, headers: one.headers })).status, 200);
});

test("FACE-06: a page of another site can neither sign anybody in or out, nor use a session", async (t) => {
  const scene = await openApiScene(t);
  const { remote, token, engine } = scene;
  const key = token();
  const session = await signIn(scene, key);
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://localhost:3000" },
  ];
  for (const headers of foreign) {
    const all = { ...session.headers, ...headers };
    assert.deepEqual(told(await remote("/v1/session", { body: { token: key }, headers })), [403, "forbidden"]);
    assert.deepEqual(told(await remote("/v1/session", { method: "DELETE", headers: all })), [403, "forbidden"]);
    assert.deepEqual(told(await remote("/v1/pause", { ...pause, headers: all })), [403, "forbidden"]);
  }
  const form = { body: `token=${key}`, headers: { "content-type": "application/x-www-form-urlencoded" } };
  assert.deepEqual(told(await remote("/v1/session", form)), [415, "unsupported_type"]);
  const rebound = await remote("/v1/session", { body: { token: key }, headers: { host: "rebound.example" } });
  assert.deepEqual(told(rebound), [403, "forbidden"]);
  assert.equal(engine.commands.length, 0);
  assert.equal((await remote("/v1/session", { headers: { cookie: session.cookie } })).json.via, "session");
  const own = await signIn(scene, key, {
    host: "localhost:7717",
    origin: "http://localhost:7717",
    "sec-fetch-site": "same-origin",
  });
  assert.match(own.cookie, /^chiron-/);
  const byTls = await remote("/v1/session", {
    body: { token: key },
    headers: { host: "localhost", origin: "https://localhost" },
  });
  assert.match(cookieOf(byTls), /; Secure$/);
});

test("FACE-06: a token that is wrong, expired or missing signs nobody in, and guessing is held back", async (t) => {
  const { remote, token } = await openApiScene(t);
  const expired = token({ name: "old", expiresInMs: -1 });
  for (const [body, status, what] of [
    [{ token: "chiron_000000000000_".padEnd(63, "A") }, 401, /not known/],
    [{ token: "x" }, 401, /not known/],
    [{ token: expired }, 401, /old has expired/],
    [{ token: " " }, 400, /is needed/],
    [{ token: 7 }, 400, /token/],
    [{ token: "x".repeat(501) }, 400, /token/],
    [{}, 400, /token/],
    [{ token: "x", remember: true }, 400, /remember/],
    [{ token: "x".repeat(5_000) }, 413, /larger/],
  ] as const) {
    const { status: answered, json, headers } = await remote("/v1/session", { body });
    assert.deepEqual([answered, headers["set-cookie"]], [status, undefined], JSON.stringify(body).slice(0, 80));
    assert.match(json.detail, what);
  }
  const slow = await openApiScene(t, { rate: { perSecond: 1, burst: 5 } });
  const guesses = Array.from({ length: 15 }, () => slow.remote("/v1/session", { body: { token: "x" } }));
  assert.ok((await Promise.all(guesses)).filter(({ status }) => status === 429).length >= 8);
});

test("FACE-06: a session ends with its token, and the streams that it opened with it", async (t) => {
  const scene = await openApiScene(t, { live: { beatMs: 20 } });
  const { remote, tokens, api, engine } = scene;
  engine.happen(beat(1));
  const session = await signIn(scene, scene.token({ name: "gone", role: "admin" }));
  const address = `127.0.0.1:${api.port}`;
  const client = new WebSocket(`ws://${address}/v1/events?after=0`, {
    headers: { cookie: session.cookie, origin: `http://${address}` },
  });
  t.after(() => client.terminate());
  const closed = new Promise<number>((resolve) => client.on("close", resolve));
  await within("the first event", new Promise((resolve) => client.once("message", resolve)));
  const stream = await fetch(`http://${address}/v1/events?after=0`, {
    headers: { cookie: session.cookie, accept: "text/event-stream" },
  });
  tokens.revoke("gone");
  assert.equal(await within("the WebSocket's end", closed), 1008);
  assert.match(await within("the stream's end", stream.text()), /access_ended/);
  assert.deepEqual(told(await remote("/v1/pause", { ...pause, headers: session.headers })), [401, "unauthenticated"]);
  assert.equal((await remote("/v1/session", { headers: { cookie: session.cookie } })).json.via, "anonymous");
  assert.equal((await remote("/v1/status", { headers: { cookie: session.cookie } })).status, 200, "as for anybody");

  const short = await signIn(scene, scene.token({ name: "short", expiresInMs: 1_500 }));
  assert.equal((await remote("/v1/session", { headers: { cookie: short.cookie } })).json.via, "session");
  await until("the session has ended with its token", async () => {
    const { json } = await remote("/v1/session", { headers: { cookie: short.cookie } });
    return json.via === "anonymous";
  });
  const late = await remote("/v1/pause", { ...pause, headers: short.headers });
  assert.deepEqual([...told(late), late.json.detail], [401, "unauthenticated", "this session is over"]);
});

test("FACE-06: signing out ends the session, clears the cookie, and wants the same proof as any change", async (t) => {
  const scene = await openApiScene(t);
  const { remote } = scene;
  const session = await signIn(scene, scene.token());
  const out = (headers: Readonly<Record<string, string>>) => remote("/v1/session", { method: "DELETE", headers });
  assert.deepEqual(told(await out({ cookie: session.cookie })), [403, "forbidden"]);
  const done = await out(session.headers);
  assert.deepEqual([done.status, done.json], [200, { message: "Signed out.", changed: true }]);
  const [name] = session.cookie.split("=");
  assert.equal(cookieOf(done), `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`);
  assert.deepEqual(told(await remote("/v1/pause", { ...pause, headers: session.headers })), [401, "unauthenticated"]);
  assert.deepEqual((await out(session.headers)).json, { message: "Nobody was signed in.", changed: false });
});

test("FACE-06: no cookie that somebody else chose becomes a session, and signing in again ends the one before", async (t) => {
  const scene = await openApiScene(t);
  const { remote } = scene;
  const key = scene.token();
  const session = await signIn(scene, key);
  const [name] = session.cookie.split("=");
  const chosen = `${name}=${"A".repeat(43)}`;
  const fresh = await signIn(scene, key, { cookie: chosen });
  assert.notEqual(fresh.cookie, chosen);
  assert.equal((await remote("/v1/session", { headers: { cookie: chosen } })).json.via, "anonymous");
  const again = await signIn(scene, key, { cookie: session.cookie });
  assert.notEqual(again.cookie, session.cookie);
  assert.equal((await remote("/v1/session", { headers: { cookie: session.cookie } })).json.via, "anonymous");
  assert.equal((await remote("/v1/session", { headers: { cookie: again.cookie } })).json.via, "session");
  const wrong = await remote("/v1/session", { body: { token: "x" }, headers: { cookie: again.cookie } });
  assert.equal(wrong.status, 401);
  assert.equal(
    (await remote("/v1/session", { headers: { cookie: again.cookie } })).json.via,
    "session",
    "a slip ends nothing",
  );
});

test("FACE-06: cookies of any shape are refused or passed over, and nothing breaks", async (t) => {
  const scene = await openApiScene(t);
  const { remote, raw, reported } = scene;
  const session = await signIn(scene, scene.token());
  const [name = "", value = ""] = session.cookie.split("=");
  const nobody = [
    `${session.cookie}; ${name}=${"B".repeat(43)}`,
    `${session.cookie}; ${session.cookie}`,
    ...[`${name}=`, name, `${name}==${value}`, `${name}="${value}"`, `${name}=${value}x`, `${name}=${value.slice(1)}`],
    ...[`${name} =${value}`, `${name.toUpperCase()}=${value}`, `x${name}=${value}`, `${name}=%41`, `${name}=\u00e9`],
    ...[";;;;", "=", "=;=", `${"a=b; ".repeat(2_000)}`, `${name}=${"x".repeat(8_000)}`, "__proto__=1; constructor=2"],
  ];
  for (const cookie of nobody) {
    const { status, json } = await remote("/v1/session", { headers: { cookie } });
    assert.deepEqual([cookie.slice(0, 60), status, json.via], [cookie.slice(0, 60), 200, "anonymous"]);
    const changed = await remote("/v1/pause", { ...pause, headers: { cookie, "chiron-csrf": session.csrf } });
    assert.equal(changed.status, 401, cookie.slice(0, 60));
  }
  const among = `theme=dark; ${session.cookie}; a=${"b".repeat(5_000)}; =;`;
  assert.equal((await remote("/v1/session", { headers: { cookie: among } })).json.via, "session");
  const host = "Host: 127.0.0.1\r\nConnection: close\r\n";
  const twice = await raw(`GET /v1/session HTTP/1.1\r\n${host}Cookie: ${session.cookie}\r\nCookie: ${name}=x\r\n\r\n`);
  assert.match(twice, /"via":"anonymous"/);
  const huge = await raw(`GET /v1/session HTTP/1.1\r\n${host}Cookie: ${"x".repeat(20_000)}\r\n\r\n`);
  assert.match(huge, /^HTTP\/1\.1 431 /);
  assert.deepEqual(reported, []);
});
