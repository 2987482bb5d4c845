/** What is taken for a proof that a service is back, and what is not. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, get } from "node:http";
import { test } from "node:test";
import { answers, startWorld, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, asked = port) => `
node: test
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${asked}/", every: 1s, timeout: 1s }
packs: [service]
`;

test("HOST-10: an answer of another process that holds the port is no proof that the service is back", async (t) => {
  const port = await freePort();
  const other = spawn(process.execPath, [webService, String(port)], { stdio: "ignore" });
  t.after(() => other.kill());
  const url = `http://127.0.0.1:${port}/`;
  assert.equal(await answers(url), String(other.pid));
  // Every start of the service dies of EADDRINUSE, a moment after its process was seen to run.
  const world = await startWorld(t, web(port));
  const incident = await world.incident("escalated");
  assert.equal(await answers(url), String(other.pid));
  const results = world.events.flatMap((one) => (one.type === "outcome.recorded" ? [one.data.outcome.result] : []));
  assert.ok(results.length > 0);
  assert.ok(!results.includes("recovered"), results.join());
  assert.ok(!world.path(incident).includes("resolved"));
});

test("HOST-10: a service behind a proxy that holds the port is believed once it has lived for a while", async (t) => {
  const [front, back] = [await freePort(), await freePort()];
  const proxy = createServer((request, response) => {
    get({ port: back, host: "127.0.0.1", path: request.url }, (answer) => answer.pipe(response)).on("error", () => {
      response.writeHead(502).end();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(front, "127.0.0.1", resolve));
  t.after(() => proxy.close());
  const world = await startWorld(t, web(back, front));
  await answers(`http://127.0.0.1:${front}/`, (body) => body !== "");
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("resolved");
  assert.equal(world.facade.incident(incident)?.outcome?.result, "recovered");
});
