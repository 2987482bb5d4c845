/** The probes of databases and of NATS against Debian's own servers, in every state that these are found in. */
// needs: nats-server, openssl, postgresql, redis-server
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ProbeAnswer } from "#core/model";
import { authority } from "../../../../test/support/certificates.ts";
import { onePoll } from "../../../../test/support/one-poll.ts";
import { startNats, startPostgres, startRedis } from "../../../../test/support/servers.ts";
import { temporaryFolder, until, within } from "../../../core/platform/test/index.ts";

const password = "correct horse battery";

function secretIn(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), "secret");
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

/** A server of each kind that wants a password, and how to ask it. */
const servers = {
  redis: async (t: TestContext) => ({ server: await startRedis(t, "--requirepass", password), asked: {} }),
  nats: async (t: TestContext) => ({
    server: await startNats(t, "--user", "app", "--pass", password),
    asked: { user: "app" },
  }),
  postgres: async (t: TestContext) => ({ server: await startPostgres(t, { password }), asked: {} }),
} as const;
const kinds = Object.keys(servers) as (keyof typeof servers)[];

function outcome({ available, values }: ProbeAnswer) {
  return { available, serving: values.serving, authenticated: values.authenticated, refusal: values.refusal };
}
const well = { available: true, serving: true, authenticated: true, refusal: undefined };
const badCredentials = { available: true, serving: false, authenticated: false, refusal: "credentials" };
const silent = { available: false, serving: false, authenticated: undefined, refusal: undefined };

for (const kind of kinds) {
  test(`HOST-02: ${kind}: up, with a wrong password, without one, held by SIGSTOP, up again, and down`, async (t) => {
    const { server, asked } = await servers[kind](t);
    const options = { ...asked, port: server.port, passwordFile: secretIn(t, password) };
    const { poll } = onePoll(t, kind);
    assert.deepEqual(outcome(await poll(options)), well);
    const wrong = await poll({ ...options, passwordFile: secretIn(t, "a wrong password") });
    assert.deepEqual(outcome(wrong), badCredentials);
    assert.doesNotMatch(JSON.stringify(wrong), /a wrong password/);
    const { user: _, ...anonymous } = { user: undefined, ...options };
    assert.deepEqual(outcome(await poll({ ...anonymous, passwordFile: undefined })), badCredentials);
    process.kill(server.pid, "SIGSTOP");
    const held = onePoll(t, kind, { signal: AbortSignal.timeout(400) });
    // The server holds still until it is told to go on, so that whatever ends the poll, it is not the server.
    assert.deepEqual(outcome(await within("an end with the deadline", held.poll(options))), silent);
    process.kill(server.pid, "SIGCONT");
    assert.deepEqual(outcome(await poll(options)), well);
    await server.stop();
    const down = await poll(options);
    assert.deepEqual(outcome(down), silent);
    assert.match(down.error ?? "", /refused/i);
  });

  test(`HOST-02: ${kind}: a secret that cannot be had is a matter of credentials, and none of it is ever said`, async (t) => {
    const { server, asked } = await servers[kind](t);
    const options = { ...asked, port: server.port };
    const { poll } = onePoll(t, kind);
    const file = secretIn(t, password);
    rmSync(file);
    const gone = await poll({ ...options, passwordFile: file });
    assert.deepEqual(outcome(gone), badCredentials);
    assert.match(gone.error ?? "", /the secret cannot be read/);
    assert.deepEqual(outcome(await poll({ ...options, passwordVariable: "CHIRON_TEST_UNSET" })), badCredentials);
    process.env.CHIRON_TEST_PASSWORD = password;
    t.after(() => delete process.env.CHIRON_TEST_PASSWORD);
    assert.deepEqual(outcome(await poll({ ...options, passwordVariable: "CHIRON_TEST_PASSWORD" })), well);
  });

  test(`HOST-01: ${kind}: whatever stands at the port, it is no server, costs no more than its deadline, and throws nothing`, async (t) => {
    const passwordFile = secretIn(t, password);
    const user = kind === "redis" ? {} : { user: "app" };
    for (const [what, behave] of Object.entries(strangers)) {
      const port = await stranger(t, behave);
      const { poll } = onePoll(t, kind, { signal: AbortSignal.timeout(300) });
      const answer = await within(what, poll({ ...user, port, passwordFile }));
      assert.equal(answer.values.serving, false, what);
      assert.match(answer.error ?? "", /\w{4,}/, what);
      assert.doesNotMatch(JSON.stringify(answer), /correct horse/, `${what}: ${answer.error}`);
    }
  });
}

/** What else may answer at a port. */
const strangers: Readonly<Record<string, (socket: Socket) => void>> = {
  "closes at once": (socket) => socket.end(),
  "another protocol": (socket) => socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
  "one line of rubbish": (socket) => socket.write("%&/()\r\n"),
  "says back what it hears": (socket) => {
    socket.write("INFO {}\r\n");
    socket.pipe(socket);
  },
  "an error that says back what it hears": (socket) => {
    socket.write("INFO {}\r\n");
    socket.on("data", (data: Buffer) => socket.write(`-ERR ${data.toString("latin1").replace(/[\r\n]+/g, " ")}\r\n`));
  },
  "a byte now and then": (socket) => {
    const drip = setInterval(() => socket.write("I"), 20);
    socket.on("close", () => clearInterval(drip));
  },
  "no end of bytes": (socket) => {
    const flood = Buffer.alloc(65_536, "x");
    const go = (): void => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.on("drain", go);
    go();
  },
  "an authentication that nobody knows": (socket) => socket.write(Buffer.from("5200000008000000ff", "hex")),
  "a packet of no length": (socket) => socket.write(Buffer.from("52000000005a00000000", "hex")),
  "random bytes": (socket) => {
    const bytes = Buffer.alloc(4_096);
    for (let at = 0, state = 7; at < bytes.length; at++) {
      state = (state * 48_271) % 2_147_483_647;
      bytes[at] = state;
    }
    socket.write(bytes);
  },
  silence: () => undefined,
};

async function stranger(t: TestContext, behave: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    behave(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test("HOST-02: redis, nats, postgres: out of connections is told as that, and is over when there is room again", async (t) => {
  const passwordFile = secretIn(t, password);
  const hold = async (port: number, count: number, hello: string) => {
    const sockets: Socket[] = [];
    const release = () => {
      for (const socket of sockets) socket.destroy();
    };
    t.after(release);
    // One after the other: of many at once, a server may refuse more than it has to.
    for (let held = 0; held < count; held++) {
      const socket = connect({ host: "127.0.0.1", port }).on("error", () => undefined);
      sockets.push(socket);
      socket.write(hello);
      await Promise.race([once(socket, "data"), once(socket, "close")]).catch(() => undefined);
    }
    return release;
  };
  const redis = await startRedis(t, "--maxclients", "4");
  const nats = await startNats(t, "-c", writeConfiguration(t, "max_connections: 3"));
  const postgres = await startPostgres(t, { password, settings: { max_connections: 3, max_wal_senders: 0 } });
  // Length, protocol 3.0, user: a session that stays at the question for its password keeps its place.
  const startup = Buffer.concat([
    Buffer.from("00000017", "hex"),
    Buffer.from("00030000", "hex"),
    Buffer.from("user\0postgres\0\0"),
  ]);
  startup.writeUInt32BE(startup.length, 0);
  for (const [kind, server, count, hello, options] of [
    ["redis", redis, 6, "PING\r\n", {}],
    ["nats", nats, 6, 'CONNECT {"verbose":false}\r\nPING\r\n', {}],
    ["postgres", postgres, 6, startup.toString("latin1"), { passwordFile }],
  ] as const) {
    const { poll } = onePoll(t, kind);
    // More than there is room for: whoever asked whether the server is up may still be counted.
    const release = await hold(server.port, count, hello);
    const full = await until(`${kind} is full`, async () => {
      const answer = await poll({ port: server.port, ...options });
      return answer.values.refusal === "too_many_connections" ? answer : undefined;
    });
    assert.deepEqual([full.available, full.values.serving, full.values.authenticated], [true, false, undefined]);
    release();
    await until(
      `${kind} has room again`,
      async () => (await poll({ port: server.port, ...options })).values.serving === true,
    );
  }
});

function writeConfiguration(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), "server.conf");
  writeFileSync(file, `${text}\n`);
  return file;
}

test("HOST-02: redis, nats, postgres: encrypted, with what is wrong with the certificate", async (t) => {
  const own = authority(t);
  const passwordFile = secretIn(t, password);
  const good = own.issue({ name: "127.0.0.1", to: 20.5 });
  const start = {
    redis: (issued: typeof good) =>
      startRedis(
        t,
        "--tls-port",
        "PORT",
        "--tls-cert-file",
        issued.certFile,
        "--tls-key-file",
        issued.keyFile,
        "--tls-auth-clients",
        "no",
        "--tls-ca-cert-file",
        own.caFile,
      ),
    nats: (issued: typeof good) => startNats(t, "--tls", "--tlscert", issued.certFile, "--tlskey", issued.keyFile),
    postgres: (issued: typeof good) => startPostgres(t, { password, certificate: issued }),
  };
  for (const kind of kinds) {
    const more = kind === "postgres" ? { passwordFile } : {};
    const { poll } = onePoll(t, kind);
    const { port } = await start[kind](good);
    const answer = await poll({ port, tls: true, caFile: own.caFile, ...more });
    const { serving, certificateValid, certificateDaysLeft } = answer.values;
    assert.deepEqual([serving, certificateValid, certificateDaysLeft], [true, true, 20], `${kind}: ${answer.error}`);
    const unknown = await poll({ port, tls: true, ...more });
    assert.deepEqual(
      [unknown.available, unknown.values.serving, unknown.values.certificateValid, unknown.values.certificateReason],
      [true, false, false, "untrusted"],
      `${kind}: ${unknown.error}`,
    );
    const other = await poll({ port, tls: true, caFile: own.caFile, serverName: "db.example", ...more });
    assert.equal(other.values.certificateReason, "wrong_name", `${kind}: ${other.error}`);
  }
});

test("HOST-02: nats: by a token; redis: by the name of a user; both told apart from a wrong one", async (t) => {
  const tokenFile = secretIn(t, password);
  const nats = await startNats(t, "--auth", password);
  const asked = onePoll(t, "nats");
  assert.deepEqual(outcome(await asked.poll({ port: nats.port, tokenFile })), well);
  assert.deepEqual(outcome(await asked.poll({ port: nats.port, tokenFile: secretIn(t, "wrong") })), badCredentials);
  const redis = await startRedis(t, "--user", "app", "on", `>${password.replaceAll(" ", "-")}`, "+ping");
  const { poll } = onePoll(t, "redis");
  const passwordFile = secretIn(t, password.replaceAll(" ", "-"));
  assert.deepEqual(outcome(await poll({ port: redis.port, user: "app", passwordFile })), well);
  assert.deepEqual(outcome(await poll({ port: redis.port, user: "nobody", passwordFile })), badCredentials);
});

test("HOST-02: where a server is can stand in a file that is read at each poll", async (t) => {
  const [one, other] = [await startRedis(t), await startRedis(t)];
  const endpointFile = join(temporaryFolder(t), "endpoint");
  const { poll } = onePoll(t, "redis");
  writeFileSync(endpointFile, `127.0.0.1:${one.port}\n# the primary\n`);
  assert.equal((await poll({ endpointFile })).values.serving, true);
  await one.stop();
  assert.equal((await poll({ endpointFile })).values.serving, false);
  writeFileSync(endpointFile, `[127.0.0.1]:${other.port}`.replace(/[[\]]/g, ""));
  assert.equal((await poll({ endpointFile })).values.serving, true);
  for (const text of ["", "localhost", "localhost:0", "localhost:99999", "-x:1", "a b:1", "http://a:1"]) {
    writeFileSync(endpointFile, text);
    const answer = await poll({ endpointFile });
    assert.deepEqual([answer.available, answer.values.serving], [false, false], text);
    assert.match(answer.error ?? "", /is not host:port/);
  }
});
