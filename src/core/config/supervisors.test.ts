import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const target = (id: string, supervisor: string, probes = "") =>
  `  - { id: ${id}, kind: service, supervisor: { ${supervisor} }, probes: [ ${probes} ] }\n`;
const targets = (...list: readonly string[]) => `targets:\n${list.join("")}packs: [service]\n`;

test("HOST-13: each supervisor is read whole: names in full, paths absolute, bound to its target", async (t) => {
  const written = targets(
    target("a", "systemd: { unit: web }"),
    target("b", "systemd: { unit: web@1.socket, user: true, runtimeDir: ./run }"),
    target("c", "pm2: { name: web, home: ./pm2, command: [./bin/pm2, --no-color] }"),
    target("d", "supervisord: { program: 'site:web', socket: ./s.sock, username: u, password: p }"),
    target("e", "runit: { service: web }"),
    target("f", "runit: { service: ./sv/web }"),
  );
  const { settings, said, folder } = await readWritten(t, written);
  assert.equal(said, "");
  assert.deepEqual(
    settings?.targets.map(({ supervisor }) => supervisor),
    [
      { target: "a", kind: "systemd", unit: "web.service", user: false },
      { target: "b", kind: "systemd", unit: "web@1.socket", user: true, runtimeDir: `${folder}/run` },
      { target: "c", kind: "pm2", name: "web", home: `${folder}/pm2`, command: [`${folder}/bin/pm2`, "--no-color"] },
      {
        target: "d",
        kind: "supervisord",
        program: "site:web",
        socket: `${folder}/s.sock`,
        username: "u",
        password: "p",
      },
      { target: "e", kind: "runit", folder: "/etc/service/web" },
      { target: "f", kind: "runit", folder: `${folder}/sv/web` },
    ],
  );
  for (const { probes } of settings?.targets ?? []) assert.deepEqual(probes[0]?.kind, "process");
});

for (const [what, supervisor, said] of [
  ["none", "", /must name exactly one: direct, systemd, pm2, supervisord or runit/],
  ["two", "runit: { service: web }, systemd: { unit: web }", /must name exactly one/],
  ["an option in place of a unit", "systemd: { unit: --now }", /may not begin with a dash/],
  ["a pattern in place of a unit", "systemd: { unit: 'web*' }", /is no name of a unit/],
  ["an option in place of a name", "pm2: { name: --all }", /may not begin with a dash/],
  ["a user without a password", "supervisord: { program: web, username: u }", /needs both username and password/],
] as const) {
  test(`HOST-17: a supervisor that is ${what} is refused`, async (t) => {
    assert.match((await readWritten(t, targets(target("a", supervisor)))).said, said);
  });
}

const pidFile = "process: { pidFile: ./web.pid }";

for (const [what, one, other] of [
  [
    "the systemd unit web.service",
    target("a", "systemd: { unit: web }"),
    target("b", "systemd: { unit: web.service }"),
  ],
  ["the PM2 app web", target("a", "pm2: { name: web }"), target("b", "pm2: { name: web }")],
  [
    "the supervisord program web",
    target("a", "supervisord: { program: web }"),
    target("b", "supervisord: { program: web }"),
  ],
  [
    "the runit service /etc/service/web",
    target("a", "runit: { service: web }"),
    target("b", "runit: { service: /etc/service/web }"),
  ],
  [
    "the pid file",
    target("a", "direct: { command: [sleep, '9'], pidFile: web.pid }"),
    `  - { id: b, kind: service, probes: [ ${pidFile} ] }\n`,
  ],
] as const) {
  test(`HOST-13: ${what} cannot have two owners, and both are named`, async (t) => {
    const { said } = await readWritten(t, targets(one, other));
    assert.match(said, new RegExp(`both "a" and "b" claim ${what}`));
  });
}

test("HOST-13: the same name under another manager is another service", async (t) => {
  const { said } = await readWritten(
    t,
    targets(
      target("a", "systemd: { unit: web }"),
      target("b", "systemd: { unit: web, user: true }"),
      target("c", "pm2: { name: web, home: /a }", pidFile),
      target("d", "pm2: { name: web, home: /b }", "process: { pidFile: ./other.pid }"),
    ),
  );
  assert.equal(said, "");
});

test("HOST-02: a socket of a process is looked at as well, every 90 s when nothing else is said", async (t) => {
  const written = targets(
    target("a", "systemd: { unit: a }", "process: { socket: { path: ./a.sock } }"),
    target("b", "systemd: { unit: b }", "process: { socket: { port: 80 }, every: 2s }"),
  );
  const { settings, said, folder } = await readWritten(t, written);
  assert.equal(said, "");
  const sockets = settings?.targets.map(({ probes }) => probes[1]);
  assert.deepEqual(
    sockets?.map((probe) => [probe?.id, probe?.kind, probe?.everyMs, probe?.options]),
    [
      ["socket", "tcp", 90_000, { host: "127.0.0.1", path: `${folder}/a.sock`, tls: false, verifyCertificate: true }],
      ["socket", "tcp", 2_000, { host: "127.0.0.1", port: 80, tls: false, verifyCertificate: true }],
    ],
  );
});
