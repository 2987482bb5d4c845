/** The log brought to sinks by the real program: whatever happens to them, nothing is lost, and no repair waits. */
// needs: kcat, nats-server, sqlite3
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import type { SinkView, StoredEvent } from "#core/model";
import { until } from "#core/platform/test";
import { readStream } from "../support/cases/sinks.ts";
import { webService } from "../support/engine.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";
import { startJetStream, startKafka } from "../support/servers.ts";

const web = (port: number, sinks: string) => `
node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    startupGrace: 500ms
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
packs: [service]
sinks:
${sinks}
`;

/** Kills the service and waits until it is healed; the events of that incident. */
async function breakAndHeal(world: Outside): Promise<readonly StoredEvent[]> {
  const before = new Set((await incidents(world)).map(({ id }) => id));
  const pid = await until("web runs", async () => {
    const { json } = await world.ask("GET", "/v1/targets/web");
    return (json as { pid: number | null; health: string }).pid ?? undefined;
  });
  process.kill(pid, "SIGKILL");
  const id = await until(
    "it is healed",
    async () => (await incidents(world)).find((one) => !before.has(one.id) && one.state === "resolved")?.id,
  );
  return (await world.ask("GET", `/v1/incidents/${id}`)).json.events as readonly StoredEvent[];
}

async function incidents(world: Outside): Promise<readonly { id: string; state: string }[]> {
  return (await world.ask("GET", "/v1/incidents?all=true")).json.items;
}

async function sink(world: Outside, id: string): Promise<SinkView> {
  const { items } = (await world.ask("GET", "/v1/sinks")).json as { items: readonly SinkView[] };
  const found = items.find((one) => one.id === id);
  assert.ok(found !== undefined, `no sink ${id} in ${JSON.stringify(items)}`);
  return found;
}

const caughtUp = (world: Outside, id: string) =>
  until(
    `${id} has everything`,
    // Right after a reload it is only being opened.
    async () => ((await sink(world, id).catch(() => undefined))?.behind === 0 ? true : undefined),
    30_000,
  );

const sequences = (texts: readonly string[]) => texts.map((text) => Number(JSON.parse(text).sequence));

/** Every number from 1 on, without gaps: the log's own. */
function assertWhole(given: readonly number[], head: number): void {
  assert.deepEqual(
    given,
    Array.from({ length: head }, (_, index) => index + 1),
  );
}

function headOf({ dataDir }: Outside): number {
  const sql = "SELECT seq FROM heads WHERE stream = 'engine'";
  return Number(execFileSync("sqlite3", [join(dataDir, "chiron.db"), sql], { encoding: "utf8" }));
}

test("REASON-16: NATS is killed, the engine too, both come back: every event of the log is there once, in order, none missing", async (t) => {
  const server = await startJetStream(t);
  const sinks = `  - nats: { servers: ["nats://127.0.0.1:${server.port}"], from: beginning, timeout: 2s }\n  - jsonl: { file: DIR/events.jsonl, from: beginning }`;
  const world = outside(t, web(await freePort(), sinks));
  await world.up();
  await breakAndHeal(world);
  await caughtUp(world, "nats");
  await server.stop();
  await breakAndHeal(world);
  const away = await until("it is seen that it is away", async () => {
    const view = await sink(world, "nats");
    return view.state === "failing" && view.behind > 0 ? view : undefined;
  });
  assert.ok(away.lastError !== null && away.nextAttemptAt !== null && away.behindSince !== null);
  assert.match(await metrics(world), /^chiron_sink_behind\{sink="nats"\} [1-9]/m);
  const status = await world.chiron("status");
  assert.match(status.out, /^sink +nats: \d+ events? behind/m);
  assert.match((await world.chiron("sinks")).out, /^nats +nats +failing/m);
  await world.kill();
  await world.up();
  await breakAndHeal(world);
  assert.equal((await sink(world, "nats")).state, "failing");
  await startJetStream(t, server);
  await caughtUp(world, "nats");
  await caughtUp(world, "jsonl");
  await world.end();
  const head = headOf(world);
  assertWhole(sequences(await readStream(server.port, "CHIRON")), head);
  const lines = sequences(readFileSync(join(world.folder, "events.jsonl"), "utf8").trimEnd().split("\n"));
  assertWhole([...new Set(lines)], head);
});

test("REASON-16: while a sink hangs a service is healed as ever; released, the sink gets all of it", async (t) => {
  const server = await startJetStream(t);
  // It would take a minute to give up: whatever waited for it would be seen to.
  const sinks = `  - nats: { servers: ["nats://127.0.0.1:${server.port}"], from: beginning, timeout: 60s }`;
  const world = outside(t, web(await freePort(), sinks));
  await world.up();
  await breakAndHeal(world);
  await caughtUp(world, "nats");
  process.kill(server.pid, "SIGSTOP");
  const events = await breakAndHeal(world);
  const exited = events[0]?.at ?? 0;
  const healed = events.find((one) => one.type === "step.finished")?.at ?? Number.POSITIVE_INFINITY;
  assert.ok(healed - exited < 5_000, `restarted after ${healed - exited} ms`);
  const view = await sink(world, "nats");
  assert.ok(view.behind > 0);
  assert.equal(view.failures, 0, "its write is still under way");
  process.kill(server.pid, "SIGCONT");
  await caughtUp(world, "nats");
  await world.end();
  const taken = sequences(await readStream(server.port, "CHIRON"));
  assertWhole(taken, headOf(world));
});

test("REASON-16: a sink that is added by a reload begins there, one that goes on keeps its place, one that moved gets the rest", async (t) => {
  const [first, second] = [await startKafka(t, "chiron.events"), await startKafka(t, "chiron.events")];
  const port = await freePort();
  const kafka = (broker: { port: number }) =>
    `  - kafka: { brokers: ["127.0.0.1:${broker.port}"], from: beginning, timeout: 3s }`;
  const world = outside(t, web(port, kafka(first)));
  const config = join(world.folder, "chiron.yaml");
  const write = (sinks: string) => writeFileSync(config, web(port, sinks).replaceAll("DIR", world.folder));
  await world.up();
  await breakAndHeal(world);
  await caughtUp(world, "kafka");
  write(`${kafka(first)}\n  - jsonl: { id: file, file: DIR/later.jsonl }`);
  assert.equal((await world.chiron("reload")).code, 0);
  await until("the file is a sink", async () => sink(world, "file").catch(() => undefined));
  const added = headOf(world);
  await breakAndHeal(world);
  await caughtUp(world, "kafka");
  await until("the first broker shows what it took", () => first.values().length > added);
  await first.stop();
  const taken = (await sink(world, "kafka")).seq;
  write(kafka(second));
  assert.equal((await world.chiron("reload")).code, 0);
  await breakAndHeal(world);
  await caughtUp(world, "kafka");
  await world.end();
  const head = headOf(world);
  await until("the second broker shows what it took", () => sequences(second.values()).includes(head));
  const [before, after] = [sequences(first.values()), sequences(second.values())];
  // What the first one took last died with it, perhaps before anybody had read it.
  assertWhole(before, before.length);
  assert.ok(before.length > added && before.length <= taken, `${before.length} of ${taken}`);
  const rest = [...new Set(after)];
  assert.ok((rest[0] ?? 0) <= taken + 1, `${rest[0]} comes after ${taken}`);
  assert.deepEqual(
    rest,
    Array.from({ length: rest.length }, (_, index) => (rest[0] ?? 0) + index),
  );
  assert.equal(rest.at(-1), head);
  const later = sequences(readFileSync(join(world.folder, "later.jsonl"), "utf8").trimEnd().split("\n"));
  assert.ok((later[0] ?? 0) > 20 && (later[0] ?? 0) <= added + 1, "not from the beginning");
  const [, ...words] = JSON.parse(first.values()[5] ?? "").source.split("/");
  assert.deepEqual(words, ["chiron", "workshop"]);
});

test("REASON-16: what is secret in the log is secret in a sink, and a sink of the same name is refused", async (t) => {
  const world = outside(t, web(await freePort(), "  - jsonl: { file: DIR/a.jsonl }\n  - jsonl: { file: DIR/b.jsonl }"));
  const refused = await world.chiron("validate");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /there is a sink "jsonl" already; give it a name of its own: id: jsonl-2/);
});

test("REASON-16: the clients of NATS and Kafka are loaded when a sink of theirs is opened, and not before", () => {
  const script = `
    import { registerHooks } from "node:module";
    const seen = [];
    registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
    await import("#healers/engine");
    console.log(JSON.stringify(seen.filter((one) => /nats-io|platformatic|opentelemetry/.test(one))));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: join(import.meta.dirname, "../.."),
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(out), []);
});

function metrics(world: Outside): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${world.address()}/metrics`, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}
