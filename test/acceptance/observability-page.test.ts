/** The page on observability: each configuration on it is one that Chiron takes, and each command does what is said of it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { sinks } from "#surface/export";
import { readWritten } from "../support/configuration.ts";
import { startCollector } from "../support/counterparts/collector.ts";
import { webService } from "../support/engine.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const page = readFileSync(new URL("../../docs/observability.md", import.meta.url), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(/^```(.*)\n([\s\S]+?)^```$/gmu)].flatMap(([, of, text = ""]) => (of === kind ? [text] : []));

test("REASON-16: every sink stands on the page, and Chiron takes what stands there", async (t) => {
  const [traces = "", list = ""] = blocks("yaml config");
  const read = await readWritten(t, `${traces}${list}`);
  assert.deepEqual(read.settings?.sinks.map(({ kind }) => kind).sort(), [...sinks.keys()].sort(), read.said);
  assert.equal(read.settings?.traces?.endpoint, "http://127.0.0.1:4318/v1/traces");
  assert.equal(read.settings?.traces?.giveUpAfterMs, 86_400_000);
});

test("REASON-15: the commands of the page do what it says", async (t) => {
  const collector = await startCollector(t);
  const yaml = (autonomy: string) => `
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }
packs: [service]
traces: { endpoint: "${collector.endpoint}" }
`;
  const port = await freePort();
  const world = outside(t, yaml("auto"));
  await world.up();
  const pid = await until("web runs", async () => (await world.ask("GET", "/v1/targets/web")).json.pid ?? undefined);
  process.kill(pid, "SIGKILL");
  const id = await world.incident("resolved");
  await world.end();
  writeFileSync(join(world.folder, "new.yaml"), yaml("approve"));
  const commands = blocks("").flatMap((text) => text.split("\n").filter((line) => line.startsWith("chiron ")));
  assert.equal(commands.length, 4);
  const codes: Record<string, number | null> = {};
  for (const command of commands) {
    const words = command
      .replace("inc-01k0abcd", id)
      .replace(/http:\S+/, collector.endpoint)
      .replace(/(new\.yaml|verdicts\.jsonl)/g, (name) => join(world.folder, name))
      .split(" ")
      .slice(1);
    const { code, err, out } = await world.chiron(...words);
    codes[words.slice(0, 2).join(" ")] = code;
    assert.ok(code === 0 || words.includes("--fail-on-change"), `${command}: ${err}${out}`);
    if (words.includes("--fail-on-change")) assert.match(out, /^approve → escalate {2}process_dead on web$/m);
  }
  assert.deepEqual(codes, { "traces export": 0, "eval export": 0, "policy test": 1 });
  assert.ok(collector.spans.length > 10);
});
