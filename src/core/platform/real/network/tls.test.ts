// needs: openssl
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setDefaultCACertificates } from "node:tls";
import { temporaryFolder, within } from "../../test/index.ts";
import { createRealNetwork } from "./index.ts";

/** Node reads certificates and does not make them: .ci/run installs openssl. */
function openssl(...words: string[]): string {
  return execFileSync("/usr/bin/env", ["openssl", ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function certificateFor(context: TestContext, name: string, days: number) {
  const folder = temporaryFolder(context);
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  const files = ["-keyout", key, "-out", cert];
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, "-days", String(days), ...names);
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

async function begin(context: TestContext, name: string) {
  const certificate = certificateFor(context, name, 40);
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer(certificate, (request, response) => {
    requests.push(request.url ?? "");
    response.end("x".repeat(300_000));
  });
  server.on("secureConnection", (socket) => sockets.push(socket));
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const network = createRealNetwork();
  context.after(() => {
    network.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const ask = (verifyCertificate?: boolean) =>
    within(
      "an answer",
      network.http({
        method: "GET",
        url,
        signal: new AbortController().signal,
        ...(verifyCertificate === undefined ? {} : { verifyCertificate }),
      }),
    );
  return { ask, certificate, sockets, requests };
}

test("HOST-02: a certificate is checked, and nothing is sent to a server whose is not good", async (context) => {
  const { ask, requests } = await begin(context, "localhost");
  await assert.rejects(ask(), {
    name: "NetworkError",
    reason: "certificate",
    message: /self-signed certificate: localhost:/,
  });
  assert.deepEqual(requests, []);
  const answer = await ask(false);
  assert.equal(answer.body.length, 300_000);
  await assert.rejects(
    ask(),
    { reason: "certificate" },
    "the unchecked connection is not lent to who wants it checked",
  );
});

test("HOST-02: the end of the certificate is told with every answer, on one kept connection", async (context) => {
  const { ask, certificate, sockets } = await begin(context, "localhost");
  setDefaultCACertificates([certificate.cert.toString()]);
  for (let round = 0; round < 3; round++) {
    const answer = await ask();
    assert.equal(answer.status, 200);
    const days = ((answer.certificate?.expiresAt ?? 0) - Date.now()) / 86_400_000;
    assert.ok(days > 39 && days < 41, `${days} days`);
  }
  assert.equal(sockets.length, 1);
});

test("a certificate for another name is refused", async (context) => {
  const { ask, certificate } = await begin(context, "elsewhere.example");
  setDefaultCACertificates([certificate.cert.toString()]);
  await assert.rejects(ask(), { reason: "certificate", message: /does not match/ });
});
