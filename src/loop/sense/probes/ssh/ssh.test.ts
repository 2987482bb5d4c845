// needs: openssh
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { startSshd } from "../../../../../test/support/servers.ts";
import { temporaryFolder, within } from "../../../../core/platform/test/index.ts";

test("HOST-02: ssh: the banner of a real server, and a real login that asks nobody anything", async (t) => {
  const { port, pid, identityFile, knownHostsFile, stop } = await startSshd(t);
  const options = { host: "127.0.0.1", port };
  const { poll } = onePoll(t, "ssh");
  const greeted = await poll(options);
  assert.deepEqual([greeted.available, greeted.values.serving], [true, true]);
  assert.match(String(greeted.values.software), /^OpenSSH_/);
  const login = { ...options, login: true, identityFile, knownHostsFile };
  const inside = await poll(login);
  assert.deepEqual([inside.values.serving, inside.values.loggedIn], [true, true], inside.error);
  const stranger = join(temporaryFolder(t), "stranger");
  execFileSync("/usr/bin/env", ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger]);
  const refused = await poll({ ...login, identityFile: stranger });
  assert.deepEqual([refused.available, refused.values.serving, refused.values.loggedIn], [true, false, false]);
  assert.match(refused.error ?? "", /the login failed: .*Permission denied/);
  const unknownHosts = join(temporaryFolder(t), "known hosts");
  writeFileSync(unknownHosts, "");
  const unknown = await poll({ ...login, knownHostsFile: unknownHosts });
  assert.match(unknown.error ?? "", /Host key verification failed/);
  process.kill(pid, "SIGSTOP");
  const held = onePoll(t, "ssh", { signal: AbortSignal.timeout(300) });
  const silent = await within("an end with the deadline", held.poll(login));
  assert.deepEqual([silent.available, silent.values], [false, { serving: false }]);
  await stop();
  assert.match((await poll(options)).error ?? "", /connection refused/);
});

test("HOST-02: ssh: lines before the banner are let pass; what is no SSH server is told as that", async (t) => {
  const said = { text: "Welcome.\r\nNo entry.\r\nSSH-2.0-Own_1.0 comment\r\n" };
  const server = createServer((socket) => socket.on("error", () => undefined).end(said.text)).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { poll } = onePoll(t, "ssh");
  const options = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  assert.equal((await poll(options)).values.software, "Own_1.0");
  for (const text of ["SSH-1.5-old\r\n", "220 mail\r\n".repeat(60), "x".repeat(5_000), "220 ready\r\n"]) {
    said.text = text;
    const answer = await poll(options);
    assert.deepEqual([answer.available, answer.values], [false, { serving: false }], text.slice(0, 20));
    assert.match(answer.error ?? "", /no SSH server|more than 1024 bytes|closed without an answer/);
  }
});
