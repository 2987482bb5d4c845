import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder } from "../../../../core/platform/test/index.ts";

test("HOST-02: tcp: a Unix socket that accepts is serving, one that says something else than expected is not", async (t) => {
  const path = join(temporaryFolder(t), "service.sock");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-OpenSSH_9.2\r\n");
  }).listen(path);
  await once(server, "listening");
  t.after(() => server.close());
  const { poll } = onePoll(t, "tcp");
  assert.equal((await poll({ path })).values.serving, true);
  assert.equal((await poll({ path, banner: "SSH-2.0" })).values.serving, true);
  const other = await poll({ path, banner: "220 " });
  assert.deepEqual([other.available, other.values.serving, other.error], [true, false, 'it says "SSH-", not "220 "']);
  const missing = await poll({ path: `${path}.missing` });
  assert.deepEqual([missing.available, missing.values], [false, { serving: false }]);
  assert.match(missing.error ?? "", /no such socket/);
});
