// needs: openssl
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { authority, type Issued, type Wanted } from "../../../../test/support/certificates.ts";
import { onePoll } from "../../../../test/support/one-poll.ts";

async function listening(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const overHttp = async (t: TestContext, { key, cert }: Issued, asked: string[] = []) => {
  const server = createHttpsServer({ key, cert }, (request, response) => {
    asked.push(request.url ?? "");
    response.end("ok");
  });
  t.after(() => server.closeAllConnections());
  return { url: `https://localhost:${await listening(t, server)}/` };
};

const overTcp = async (t: TestContext, { key, cert }: Issued) => {
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on("error", () => undefined);
    socket.end("220 ready\r\n");
  });
  return { host: "localhost", port: await listening(t, server), tls: true, banner: "220 " };
};

const cases: readonly (readonly [
  what: string,
  wanted: Wanted,
  reason: string | undefined,
  daysLeft: number,
  said: RegExp,
])[] = [
  ["valid", { to: 90.5 }, undefined, 90, /^$/],
  ["ten days left", { to: 10.5 }, undefined, 10, /^$/],
  ["expired", { from: -30, to: -2.5 }, "expired", -3, /expired on 20/],
  ["for another host", { name: "other.example", to: 90.5 }, "wrong_name", 90, /does not match/],
  ["self-signed", { to: 90.5, selfSigned: true }, "self_signed", 90, /self-signed certificate/],
  ["not yet valid", { from: 2, to: 90.5 }, "not_yet_valid", 90, /valid from 20/],
  [
    "wrong in every way",
    { name: "other.example", from: -9, to: -2.5, selfSigned: true },
    "expired",
    -3,
    /expired on .*; .*does not match/,
  ],
];

for (const [what, wanted, reason, daysLeft, said] of cases) {
  test(`HOST-02: a certificate that is ${what} is told as what it is, with the days left`, async (t) => {
    const own = authority(t);
    const issued = own.issue(wanted);
    const asked: string[] = [];
    for (const [probe, options] of [
      ["http", await overHttp(t, issued, asked)],
      ["tcp", await overTcp(t, issued)],
    ] as const) {
      const { poll } = onePoll(t, probe);
      const answer = await poll({ ...options, caFile: own.caFile });
      const { serving, certificateValid, certificateReason, certificateDaysLeft } = answer.values;
      assert.deepEqual(
        { available: answer.available, serving, certificateValid, certificateReason, certificateDaysLeft },
        {
          available: true,
          serving: reason === undefined,
          certificateValid: reason === undefined,
          certificateReason: reason,
          certificateDaysLeft: daysLeft,
        },
        `${probe}: ${answer.error}`,
      );
      assert.match(answer.error ?? "", said, probe);
    }
    assert.equal(asked.length, reason === undefined ? 1 : 0, "nothing is sent to whom it does not trust");
  });
}

test("HOST-02: an authority that is not known, and one that is trusted only where it is named", async (t) => {
  const own = authority(t);
  const options = await overHttp(t, own.issue({ to: 90.5 }));
  const { poll } = onePoll(t, "http");
  const unknown = await poll(options);
  assert.deepEqual([unknown.values.certificateValid, unknown.values.certificateReason], [false, "untrusted"]);
  assert.match(unknown.error ?? "", /the issuer of the certificate is not known/);
  assert.equal((await poll({ ...options, caFile: own.caFile })).values.serving, true);
  assert.equal((await poll(options)).values.serving, false, "a connection is not lent to who trusts others");
  rmSync(own.caFile);
  const lost = await poll({ ...options, caFile: own.caFile });
  assert.equal(lost.available, false, "without its authorities it trusts nobody");
  assert.match(lost.error ?? "", /ca\.pem/);
});

test("HOST-02: the name that a certificate is for can be another than the host that is connected to", async (t) => {
  const own = authority(t);
  const issued = own.issue({ name: "inner.example", to: 90.5 });
  for (const [probe, options] of [
    ["http", await overHttp(t, issued)],
    ["tcp", await overTcp(t, issued)],
  ] as const) {
    const { poll } = onePoll(t, probe);
    assert.equal((await poll({ ...options, caFile: own.caFile })).values.certificateReason, "wrong_name");
    const named = await poll({ ...options, caFile: own.caFile, serverName: "inner.example" });
    assert.deepEqual([named.values.serving, named.values.certificateValid], [true, true], named.error);
    const address = {
      ...options,
      ...("url" in options ? { url: options.url.replace("localhost", "127.0.0.1") } : { host: "127.0.0.1" }),
    };
    assert.equal((await poll({ ...address, caFile: own.caFile })).values.certificateReason, "wrong_name");
  }
});

test("HOST-02: unchecked, a certificate still says how long it is good for, and nothing is claimed of the rest", async (t) => {
  const own = authority(t);
  const { poll } = onePoll(t, "http");
  const { values } = await poll({
    ...(await overHttp(t, own.issue({ name: "other.example", to: 3.5, selfSigned: true }))),
    verifyCertificate: false,
  });
  assert.deepEqual([values.serving, values.certificateDaysLeft, "certificateValid" in values], [true, 3, false]);
});

test("HOST-02: a renewed certificate is seen at the next poll, although the connection could have been kept", async (t) => {
  const own = authority(t);
  const server = createHttpsServer(own.issue({ to: 5.5 }), (_request, response) => response.end("ok"));
  t.after(() => server.closeAllConnections());
  const { poll } = onePoll(t, "http");
  const options = { url: `https://localhost:${await listening(t, server)}/`, caFile: own.caFile };
  assert.equal((await poll(options)).values.certificateDaysLeft, 5);
  server.setSecureContext(own.issue({ to: 90.5 }));
  assert.equal((await poll(options)).values.certificateDaysLeft, 90);
});

test("HOST-01: a server that speaks no TLS, or never ends its handshake, is no answer", async (t) => {
  const rubbish = createServer((socket) => socket.on("error", () => undefined).end("HTTP/1.1 200 OK\r\n\r\n"));
  const silent = createServer((socket) => {
    socket.on("error", () => undefined);
    t.after(() => socket.destroy());
  });
  for (const server of [rubbish, silent]) {
    const { poll } = onePoll(t, "tcp", { signal: AbortSignal.timeout(300) });
    const answer = await poll({ port: await listening(t, server), tls: true });
    assert.deepEqual([answer.available, answer.values], [false, { serving: false }]);
    assert.match(answer.error ?? "", /\w{4,}/);
  }
});
