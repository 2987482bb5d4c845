import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createGateClient } from "chiron/client";
import { goodReport, riskyReport, startGates } from "../support/gates.ts";
import { freePort } from "../support/ports.ts";

test("CONTRACT-03: the client function sends outputs through a gate, by the socket and by a token", async (t) => {
  const { dataDir, url, token } = await startGates(t);
  const bySocket = createGateClient({ socket: join(dataDir, "chiron.sock"), timeoutMs: 30_000 });
  const byToken = createGateClient({ url, token: token({ scopes: ["gates"] }), timeoutMs: 30_000 });
  assert.equal((await bySocket.check("review", goodReport))?.status, "valid");
  const found = await byToken.check("review", riskyReport, { session: "s-1", step: "2" });
  assert.deepEqual(
    found?.findings.map(({ kind, path }) => [kind, path]),
    [["unknown_field", "RiskFactors"]],
  );
  // What is not allowed or not understood is counted, and nothing else.
  assert.equal(await byToken.check("nowhere", goodReport), null);
  assert.equal(byToken.stats().refused, 1);
  await Promise.all([bySocket.close(), byToken.close()]);
});

test("CONTRACT-03: the client neither throws nor waits when Chiron is down, slow, or answers nonsense; what is lost is counted", async (t) => {
  const hanging = createTcpServer(() => undefined);
  const babbling = createServer((_, response) => response.end("<html>hello</html>"));
  const [down, slow, odd] = [await freePort(), await freePort(), await freePort()];
  await new Promise<void>((resolve) => hanging.listen(slow, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => babbling.listen(odd, "127.0.0.1", resolve));
  t.after(() => Promise.all([hanging.close(), babbling.close(), babbling.closeAllConnections()]));
  for (const port of [down, slow, odd]) {
    const client = createGateClient({ url: `http://127.0.0.1:${port}`, timeoutMs: 200, maxQueued: 50 });
    t.after(() => client.close({ withinMs: 0 }));
    const begun = performance.now();
    for (let sent = 0; sent < 500; sent++) client.send("review", goodReport);
    assert.ok(performance.now() - begun < 200, "sending waits for nobody");
    assert.equal(await client.check("review", goodReport), null);
    await client.close({ withinMs: 1_000 });
    const { answered, failed, dropped, queued } = client.stats();
    assert.deepEqual([answered, queued, failed + dropped], [0, 0, 501], String(port));
  }
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const odder = createGateClient({ url: "not an address" });
  for (const output of [
    circle,
    1n,
    undefined,
    {
      get boom() {
        throw new Error("no");
      },
    },
  ])
    odder.send("g", output);
  assert.equal(await odder.check("g", "x"), null);
  assert.equal(odder.stats().dropped, 5);
});
