// needs: exim4, openssl, root
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Delivery, Message } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { converse, reply, type Script } from "../../../../../test/support/cases/smtp-script.ts";
import { startMailServer } from "../../../../../test/support/counterparts/mail-server.ts";
import { email } from "./index.ts";

const message: Message = {
  id: "msg-1",
  route: "page",
  tier: 3,
  incident: "inc-1",
  subject: "wörk is gone",
  body: "über\nlook",
  data: {},
  createdAt: Date.UTC(2026, 0, 1),
  repeat: false,
};

function send(t: TestContext, options: object, what = message): Promise<Delivery> {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const all = { from: "chiron@localhost", to: ["ops@localhost"], ...options };
  return email.send(what, email.schema.parse(all), {
    ...platform,
    environment: (name) => (name === "WRONG" ? "wrong-password" : "a-good-pass%word"),
    signal: new AbortController().signal,
    node: "n",
    dataDir: "/nonexistent",
  });
}

test("HOST-21: email: a real mail server takes it by STARTTLS and by implicit TLS, after a log-in", async (t) => {
  const server = await startMailServer(t);
  const { port, tlsPort, caFile, user } = server;
  const login = { host: "localhost", caFile, user, passwordEnv: "PASSWORD" };
  for (const way of [{ port }, { tls: "implicit", port: tlsPort }])
    assert.match((await send(t, { ...login, ...way })).detail, /^250 OK id=/);
  const [mail = ""] = await server.mails(2);
  assert.match(mail, /with esmtpsa {2}\(TLS1\.3\)/, "encrypted and logged in");
  for (const line of [
    "Message-ID: <msg-1@localhost>",
    "In-Reply-To: <inc-1.incident@localhost>",
    "Auto-Submitted: auto-generated",
    "Importance: high",
    "Date: Thu, 01 Jan 2026 00:00:00 +0000",
  ])
    assert.ok(mail.includes(`\n${line}\n`), `${line} in ${mail}`);
});

test("HOST-21: email: a server whose certificate nobody vouches for gets neither password nor mail", async (t) => {
  const { port, user, mails } = await startMailServer(t);
  const delivery = await send(t, { host: "localhost", port, user, passwordEnv: "PASSWORD" });
  assert.deepEqual([delivery.delivered, delivery.retryable, delivery.unknown], [false, true, undefined]);
  assert.equal(delivery.detail, "self-signed certificate");
  assert.deepEqual(await mails(0), []);
});

test("HOST-21: email: one recipient who gets it is enough; who is refused for now is tried again, a wrong password is not", async (t) => {
  const { port, caFile, user } = await startMailServer(t);
  const login = { host: "localhost", port, caFile, user, passwordEnv: "PASSWORD" };
  const some = await send(t, { ...login, to: ["ops@localhost", "nobody@localhost"] });
  assert.equal(some.delivered, true);
  assert.match(some.detail, /; refused for 1 of 2$/);
  const later = await send(t, { ...login, to: ["later@localhost"] });
  assert.deepEqual([later.delivered, later.retryable, later.unknown], [false, true, undefined]);
  const never = await send(t, { ...login, to: ["nobody@localhost"] });
  assert.deepEqual([never.delivered, never.retryable], [false, false]);
  const wrong = await send(t, { ...login, passwordEnv: "WRONG" });
  assert.deepEqual([wrong.delivered, wrong.retryable], [false, false]);
  assert.match(wrong.detail, /535/);
});

test("HOST-21: email: a server that offers no encryption is not talked into going without", async (t) => {
  const port = await converse(t, reply);
  const delivery = await send(t, { host: "127.0.0.1", port });
  assert.equal(delivery.delivered, false);
  assert.match(delivery.detail, /STARTTLS|500|502/i);
});

test("HOST-20: email: once the mail is on its way and no answer comes, nobody knows", async (t) => {
  const open = async (script: Script) =>
    send(t, { host: "127.0.0.1", port: await converse(t, script), tls: "none", timeout: "300ms" });
  const { ".": _, ...silentAfterMail } = reply;
  for (const script of [silentAfterMail, { ...reply, ".": "reset" }]) {
    const delivery = await open(script);
    assert.deepEqual([delivery.delivered, delivery.retryable, delivery.unknown], [false, true, true], delivery.detail);
  }
  const refused = await open({ ...reply, ".": "554 5.7.1 this looks like spam" });
  assert.deepEqual([refused.delivered, refused.retryable, refused.unknown], [false, false, undefined]);
});
