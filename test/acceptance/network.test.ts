/** Hosts and certificates: what is told, what is mended, and what is left alone, from chiron.yaml to the end of the incident. */
// needs: openssh, openssl
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { createSecureContext } from "node:tls";
import { temporaryFolder, until } from "#core/platform/test";
import { authority, type Issued } from "../support/certificates.ts";
import { human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { startSshd } from "../support/servers.ts";

const packs = "packs: [service, host]\nnotify: { notice: [log], page: [log] }\n";

function messages(world: World) {
  return world.events.flatMap((one) => (one.type === "message.queued" ? [one.data.message] : []));
}

function incidentTypes(world: World): readonly string[] {
  return world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
}

const host = (port: number, more = "") => `
node: test
targets:
  - id: far
    kind: host
    autonomy: auto
    settings: { retry: { pause: 300ms } }
    probes:
      - ssh: { host: 127.0.0.1, port: ${port}, every: 300ms, timeout: 1s }
${more}${packs}`;

test("HOST-05, HOST-13: a host that does not answer is looked at three times more, then told by a notice", async (t) => {
  const sshd = await startSshd(t);
  const world = await startWorld(t, host(sshd.port));
  await until("it is seen well", () => world.facade.target("far")?.health === "good");
  await sshd.stop();
  const incident = await world.incident("escalated");
  const detail = world.facade.incident(incident);
  assert.deepEqual(
    [detail?.type, detail?.severity, detail?.runbook],
    ["fleet_unreachable", "high", "rb-probe-then-alert"],
  );
  assert.match(String(detail?.steps[0]?.result?.summary), /^Still there after 3 more looks .*connection refused/);
  const told = messages(world);
  assert.deepEqual(
    told.map(({ route }) => route),
    ["notice"],
    "nobody is woken",
  );
  assert.match(told[0]?.body ?? "", /Still there after 3 more looks/);
});

test("HOST-A10, HOST-13: a host that answers again at the second look is left alone, and nobody is called", async (t) => {
  const sshd = await startSshd(t);
  const world = await startWorld(t, host(sshd.port).replace("pause: 300ms", "pause: 2s, tries: 5"));
  await until("it is seen well", () => world.facade.target("far")?.health === "good");
  await sshd.stop();
  await world.event("step.started");
  await startSshd(t, { port: sshd.port, folder: sshd.folder });
  const incident = await world.incident(["resolved", "escalated"], 40_000);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.state, "resolved");
  assert.match(String(detail?.steps[0]?.result?.summary), /^It reads good again, at look [1-5] of 5/);
  assert.ok(messages(world).every(({ route }) => route === "notice"));
});

test("HOST-13: when other hosts are silent too, the notice says that this machine may be cut off", async (t) => {
  // Addresses for documentation (RFC 5737): nobody answers there.
  const other = `  - id: other
    kind: service
    probes:
      - tcp: { host: 198.51.100.8, port: 9, banner: x, every: 1h, timeout: 300ms }
`;
  const world = await startWorld(
    t,
    host(22, other).replace("127.0.0.1", "198.51.100.7").replace("timeout: 1s", "timeout: 300ms"),
  );
  const queued = await world.event(
    "message.queued",
    ({ data }) => /What broke: .*fleet_unreachable/.test(data.message.body),
    40_000,
  );
  assert.equal(queued.data.message.route, "notice");
  assert.match(queued.data.message.body, /This machine itself may be cut off: .*1 of 1 other host is silent too/);
});

test("REASON-11: many silent hosts are looked at all at once, and keep no service from its repair", async (t) => {
  const sshd = await startSshd(t);
  const hosts = Array.from(
    { length: 12 },
    (_, index) => `  - id: far-${index}
    kind: host
    settings: { retry: { tries: 1, pause: 6s } }
    probes:
      - ssh: { host: 127.0.0.1, port: ${sshd.port}, every: 300ms, timeout: ${1_000 + index}ms }
`,
  );
  const port = await freePort();
  const web = `  - id: web
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }
`;
  const world = await startWorld(t, `node: test\ntargets:\n${hosts.join("")}${web}${packs}`);
  await until("they are seen well", () => world.facade.status().targets.good === 13);
  await sshd.stop();
  await until("all are looked at", () => world.events.filter(({ type }) => type === "step.started").length === 12);
  process.kill(world.pid("web"), "SIGKILL");
  const healed = await world.event("incident.moved", ({ data }) => data.to === "resolved");
  assert.equal(world.facade.incident(healed.data.incident)?.target, "web");
  assert.equal(world.events.filter(({ type }) => type === "step.finished").length, 1, "while the others still wait");
  await until(
    "all are told",
    () => world.events.filter((one) => one.type === "incident.moved" && one.data.to === "escalated").length === 12,
  );
  assert.ok(messages(world).every(({ route }) => route === "notice"));
});

/** Serves the last of the certificates that lie in the folder at the moment. */
async function serving(t: TestContext, issued: Issued, answerAfterMs = 0) {
  const folder = temporaryFolder(t);
  for (const file of [issued.keyFile, issued.certFile]) copyFileSync(file, join(folder, basename(file)));
  const newest = (kind: string) => {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith(kind))
      .sort();
    return readFileSync(join(folder, names.at(-1) ?? ""));
  };
  const current = () => ({ key: newest(".key"), cert: newest(".pem") });
  const asked = { times: 0, connections: 0 };
  const server = createServer(
    { ...current(), SNICallback: (_name, done) => done(null, createSecureContext(current())) },
    (_request, response) => {
      asked.times += 1;
      setTimeout(() => response.end("ok"), answerAfterMs);
    },
  ).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  server.on("connection", () => {
    asked.connections += 1;
  });
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { folder, asked, url: `https://localhost:${(server.address() as AddressInfo).port}/` };
}

const site = (url: string, caFile: string, settings = "{}") => `
node: test
targets:
  - id: site
    kind: service
    autonomy: auto
    settings: ${settings}
    probes:
      - http: { url: "${url}", caFile: ${caFile}, every: 300ms, timeout: 2s }
${packs}`;

test("HOST-05: a certificate with ten days left is told by a notice, and is no reason to wake anybody", async (t) => {
  const own = authority(t);
  const { url } = await serving(t, own.issue({ to: 10.5 }));
  const world = await startWorld(t, site(url, own.caFile, "{ retry: { pause: 10ms } }"));
  const incident = await world.incident("escalated");
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.severity], ["cert_expiring", "medium"]);
  assert.deepEqual(incidentTypes(world), ["cert_expiring"]);
  assert.deepEqual(
    messages(world).map(({ route }) => route),
    ["notice"],
  );
  assert.match(messages(world)[0]?.body ?? "", /certificateDaysLeft=10/);
});

test("HOST-05, HOST-13: a certificate that runs out is renewed by the owner's command, and the new one is seen", async (t) => {
  const own = authority(t);
  const { url, folder } = await serving(t, own.issue({ to: 3.5 }));
  const next = own.issue({ to: 90.5 });
  const renew = ["install", "-m", "600", next.keyFile, next.certFile, folder];
  const world = await startWorld(t, site(url, own.caFile, `{ renewCertificate: ${JSON.stringify(renew)} }`));
  const waiting = await world.incident("awaiting_approval");
  assert.match(messages(world)[0]?.body ?? "", /Would run \["install"/);
  await world.facade.command({ kind: "approve", incident: waiting }, human);
  const incident = await world.incident("resolved");
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.outcome?.strategy], ["cert_expiring", "renew"]);
});

test("HOST-05: an expired certificate is told as that; the service is not restarted for it", async (t) => {
  const own = authority(t);
  const { url, asked } = await serving(t, own.issue({ from: -90, to: -1.5 }));
  const world = await startWorld(t, site(url, own.caFile, "{ retry: { pause: 10ms } }"));
  await world.event("message.queued", ({ data }) => data.message.route === "page");
  await until("it was looked at often", () => asked.connections >= 8);
  assert.deepEqual([...new Set(incidentTypes(world))].sort(), ["cert_expiring", "cert_invalid"]);
  const page = messages(world).find(({ route }) => route === "page");
  assert.match(page?.body ?? "", /certificateReason=expired/);
  assert.equal(asked.times, 0, "nothing was sent over it");
});

test("HOST-05: negatives: fifteen days left, and a server that is slow but alive, are nobody's business", async (t) => {
  const own = authority(t);
  const { url, asked } = await serving(t, own.issue({ to: 15.5 }), 700);
  const world = await startWorld(t, site(url, own.caFile));
  await until("it was asked often", () => asked.times >= 6);
  assert.deepEqual(incidentTypes(world), []);
  assert.deepEqual(messages(world), []);
  assert.equal(world.facade.target("site")?.health, "good");
});
