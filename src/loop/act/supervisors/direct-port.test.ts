// needs: python3
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { freePort } from "../../../../test/support/ports.ts";
import { pidOf, workshop } from "../../../../test/support/services.ts";

test("a start waits until the last life has let go of the port", async (t) => {
  const { engine, service, heard, log } = workshop(t);
  const services = engine();
  const port = await freePort();
  const program = [
    "import os, socket, sys, time",
    "s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)",
    "s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen()",
    "os.fork(); print('ready', flush=True); time.sleep(1000)",
  ].join("\n");
  const declared = service(["python3", "-c", program, String(port)]);
  await services.start(declared);
  for (const lives of [2, 4]) {
    await until("parent and child hold the port", () => log().split("ready").length > lives);
    process.kill(pidOf(services), "SIGKILL");
    await until("the exit is told", () => heard.at(-1)?.what === "exit");
    await services.start(declared);
  }
  await until("the third life serves too", () => log().split("ready").length > 6);
  assert.doesNotMatch(log(), /in use/);
});
