import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ActionContext, SecondLook } from "#core/model";
import { actionNamed, openStage } from "../../../../test/support/actions.ts";
import { hasDefaultRoute } from "./isolation.ts";

const header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const own = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
const way = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
const zero = "0".repeat(32);
const way6 = `${zero} 00 ${zero} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0\n`;
const reject6 = `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200 lo\n`;

/** Files as they are, but for the routes. */
function routes(files: ActionContext["files"], four: string, six: string): ActionContext["files"] {
  const texts: Readonly<Record<string, string>> = { "/proc/net/route": four, "/proc/net/ipv6_route": six };
  return { ...files, read: async (path, maxBytes) => texts[path] ?? files.read(path, maxBytes) };
}

test("a default route is one that is up and leads somewhere", async (t) => {
  const { platform } = openStage(t);
  const known = (four: string, six: string) => hasDefaultRoute(routes(platform.files, four, six));
  assert.equal(await known(header + way + own, reject6), true);
  assert.equal(await known(header + own, reject6), false);
  assert.equal(await known(header + own, way6), true);
  assert.equal(await known("", ""), false);
});

const says =
  (...looks: SecondLook["condition"][]) =>
  async (): Promise<SecondLook> => ({
    condition: looks.shift() ?? "there",
    reason: "connection refused",
  });

test("HOST-13: probe.retry: it ends with the first good look, and says at which it was", async (t) => {
  const stage = openStage(t);
  const { schema, run } = actionNamed("probe.retry");
  const input = schema.parse({ pause: "1ms" });
  const second = await run(input, stage.context({ lookAgain: says("there", "gone") }));
  assert.deepEqual([second.success, second.summary], [true, "It reads good again, at look 2 of 3"]);
  const unknown = await run(input, stage.context({ lookAgain: says("there", "unknown", "unknown") }));
  assert.equal(unknown.success, false, "what is not known is not over");
  assert.match(unknown.summary, /nothing can be told: connection refused/);
});

test("HOST-13: probe.retry: still there, it says whether it may be this machine that is cut off", async (t) => {
  const stage = openStage(t);
  const { schema, run } = actionNamed("probe.retry");
  const ask = async (four: string, answers: readonly boolean[], overNetwork = true) => {
    const neighbours = answers.map((one, index) => ({ host: `h${index}`, answers: one }));
    const context = stage.context({
      files: routes(stage.platform.files, header + four, ""),
      lookAgain: says("there", "there", "there"),
      lookAround: async () => ({ overNetwork, neighbours }),
    });
    const { success, summary } = await run(schema.parse({ pause: "1ms" }), context);
    assert.equal(success, false);
    return summary.replace(/in \d+(\.\d+)?ms/, "in time");
  };
  const still = "Still there after 3 more looks in time (connection refused)";
  assert.equal(await ask(way, [true, false]), `${still}. This machine is not cut off: 1 of 2 other hosts answer.`);
  assert.equal(
    await ask(way, [false, false]),
    `${still}. This machine itself may be cut off: its default route is there, but 2 of 2 other hosts are silent too.`,
  );
  assert.equal(
    await ask(own, [false]),
    `${still}. This machine itself may be cut off: it has no default route, and 1 of 1 other host is silent too.`,
  );
  assert.match(await ask(way, []), /has its default route; no other host is watched/);
  assert.equal(await ask(own, [false], false), still, "of no use where nothing goes over the network");
});

test("HOST-13: endpoint.switch: no standby is brought into use while we may be cut off, nor twice, nor into another file", async (t) => {
  const stage = openStage(t);
  const { schema, run, dryRun } = actionNamed("endpoint.switch");
  const file = join(stage.world, "endpoint");
  const input = schema.parse({ file, standby: "192.0.2.9:5432" });
  const silent = async () => ({ overNetwork: true, neighbours: [{ host: "a", answers: false }] });
  writeFileSync(file, "192.0.2.8:5432\n");
  const cutOff = await run(input, stage.context({ lookAround: silent }));
  assert.match(
    cutOff.summary,
    /may be cut off: .* The standby is not brought into use; everything is as it was before/,
  );
  assert.equal(readFileSync(file, "utf8"), "192.0.2.8:5432\n");
  writeFileSync(file, "192.0.2.9:5432\n");
  assert.match(await dryRun(input, stage.context()), /^Would do nothing, and fail: .* already; there is no other/);
  writeFileSync(file, "# a configuration of another kind\n");
  assert.match((await run(input, stage.context())).summary, /is not host:port/);
  for (const standby of ["", "db", "db:0", "db:70000", "-x:1", "a b:1", "db:1\nx", "http://db:1"]) {
    assert.equal(schema.safeParse({ file, standby }).success, false, standby);
  }
});
