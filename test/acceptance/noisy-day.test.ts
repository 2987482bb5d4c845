/**
 * Twenty-four hours of a noisy host, in simulated time and with the real stages: slow answers, single failed probes, load peaks, a
 * rotating log, a locked database, files caught while they are written, and a wall clock that is set forward and back. Every target is
 * `autonomy: auto` and every runbook approved, so that whatever is taken for trouble would be acted on.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "#core/model";
import { type Happened, startOn } from "../support/noisy/engine.ts";
import { createMachine, type Machine } from "../support/noisy/machine.ts";
import type { Reaction } from "../support/noisy/reaction.ts";

const seed = Number(process.env.CHIRON_SEED ?? 20_260_101);
const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const service = (id: string) => `
  - id: ${id}
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [${id}] } }
    probes:
      - process: { every: 30s }
      - http: { url: "http://${id}/", every: 30s }`;

const page = `
targets:${["web", "shop", "blog"].map(service).join("")}
  - id: augur
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [augur] } }
    probes:
      - process: { every: 30s }
      - file: { path: /srv/signal.json, json: /updatedAt, every: 60s }
  - id: mail
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [mail] } }
    probes: [ process: { every: 30s }, tcp: { port: 25, every: 30s } ]
  - { id: data, kind: mount, autonomy: auto, probes: [ disk: { path: /srv, every: 5m } ] }
  - { id: machine, kind: host, autonomy: auto, probes: [ memory: { every: 60s } ] }
  - { id: brain, kind: database, autonomy: auto, probes: [ sqlite: { path: /srv/brain.db, every: 5m } ] }
  - { id: app-log, kind: log, autonomy: auto, probes: [ log: { path: /srv/log/app.log, every: 10m } ] }
packs:
  - service
  - host
  - database
  - openclaw: { gateway: { autonomy: auto, supervisor: { direct: { command: [openclaw, gateway, run] } } } }
  - agents:
      agents: [ { id: writer, autonomy: auto, supervisor: { direct: { command: [writer] } }, health: "http://writer/" } ]
      consensus: { autonomy: auto, score: { command: { argv: [quorum], values: { score: { json: /score } }, every: 60s } } }
`;

const peakEveryMs = 2 * hourMs;
const peakMs = 2 * minuteMs;

/** Every other hour everything is slow for a while. */
function isPeak({ clock }: Machine): boolean {
  return clock.monotonic() % peakEveryMs > peakEveryMs - peakMs;
}

/** Mostly quick, sometimes slow, now and then bad or silent; but never bad twice in a row. */
function noisyPeer(machine: Machine, body = ""): () => Reaction {
  const { random } = machine;
  let stumbled = false;
  return () => {
    const quick = 5 + 60 * random.next() ** 2;
    const slow = isPeak(machine) ? 20 : random.next() < 0.01 ? 60 : 1;
    const afterMs = Math.min(4_500, quick * slow);
    stumbled = !stumbled && random.next() < 0.01;
    if (!stumbled) return { afterMs, body };
    const how = random.next();
    return how < 0.4 ? { afterMs, status: 503 } : how < 0.7 ? { afterMs, breaks: true } : { afterMs: hourMs };
  };
}

function settle(machine: Machine): void {
  const { peers, programs, spaces, random, clock } = machine;
  for (const host of ["web", "shop", "blog", "writer"]) peers.set(`http://${host}/`, noisyPeer(machine));
  peers.set("127.0.0.1:25", noisyPeer(machine));
  for (const path of ["healthz", "readyz"]) peers.set(`http://127.0.0.1:18789/${path}`, noisyPeer(machine));
  programs.set("openclaw", () => {
    // Under load its own command is too slow to be of any use, for as long as the load lasts.
    const afterMs = isPeak(machine) && random.next() < 0.5 ? hourMs : 1_500 + 2_000 * random.next();
    return {
      afterMs,
      body: JSON.stringify({ rpc: { ok: true }, port: { status: "busy" }, gateway: { version: "1" } }),
    };
  });
  let dipped = false;
  programs.set("quorum", () => {
    dipped = !dipped && random.next() < 0.02;
    const score = dipped ? 60 : 81 + 15 * random.next();
    return { afterMs: 200, body: random.next() < 0.01 ? "not json" : JSON.stringify({ score }) };
  });
  // Somebody writes to it for minutes.
  machine.databases.set("/srv/brain.db", () =>
    random.next() < 0.3
      ? { kind: "locked", reason: "the database is locked" }
      : { kind: "intact", check: "quick", problems: [], sizeBytes: 1e6 },
  );
  spaces.set("/srv", () => {
    const used = 0.7 + 0.14 * Math.sin(clock.monotonic() / hourMs) + 0.005 * random.next();
    const freeBytes = Math.round((1 - used) * 1e12);
    return { sizeBytes: 1e12, freeBytes, availableBytes: freeBytes, inodes: 1e8, freeInodes: 9e7 };
  });
}

/** What goes on beside the probes. */
function live(machine: Machine): void {
  const { clock, random, write } = machine;
  const signal = () => JSON.stringify({ updatedAt: new Date(clock.now()).toISOString() });
  const every = (ms: number, jitterMs: number, work: () => void) => {
    const again = () => {
      work();
      clock.after(ms + jitterMs * random.next(), again);
    };
    again();
  };
  every(60 * secondMs, 180 * secondMs, () => {
    // Now and then it is looked at while it is being written.
    if (random.next() < 0.05) write("/srv/signal.json", signal().slice(0, 9));
    else write("/srv/signal.json", signal());
  });
  const available = (megabytes: number) => {
    const kilobytes = Math.round(megabytes * 1_000);
    const swap = "SwapTotal: 0 kB\nSwapFree: 0 kB\n";
    write("/proc/meminfo", `MemTotal: 8000000 kB\nMemFree: 100000 kB\nMemAvailable: ${kilobytes} kB\n${swap}`);
  };
  every(20 * secondMs, 20 * secondMs, () => available(550 + 800 * random.next()));
  let logged = 0;
  every(minuteMs, 0, () => {
    logged += 1e6 * random.next();
    write("/srv/log/app.log", "", Math.round(logged));
    if (logged < 90e6) return;
    machine.rotate("/srv/log/app.log");
    logged = 0;
  });
  // An administrator, a time server, and summer time done wrong.
  for (const [hour, stepMs] of [
    [3, hourMs],
    [5, -2 * secondMs],
    [9, -hourMs / 2],
    [13, 20 * minuteMs],
    [17, -hourMs],
  ] as const)
    clock.after(hour * hourMs, () => clock.stepWallClock(stepMs));
}

/** While everything is twenty times slower than it used to be, it is no mistake to find that: a notice, and nothing is done. */
function isOfPeak(fingerprint: string, elapsedMs: number): boolean {
  const sincePeak = (elapsedMs + peakMs) % peakEveryMs;
  return fingerprint.startsWith("latency_degraded@") && sincePeak < 2 * peakMs;
}

/** What was found beyond that. */
function found(events: readonly Happened[]): readonly string[] {
  return events.flatMap(({ type, data, elapsedMs }) => {
    if (type !== "incident.opened") return [];
    const { fingerprint } = data as { readonly fingerprint: string };
    return isOfPeak(fingerprint, elapsedMs) ? [] : [fingerprint];
  });
}

function done(events: readonly Happened[]): readonly string[] {
  return events.flatMap(({ type, data }) => (type === "step.started" ? [(data as { action: string }).action] : []));
}

function pages(delivered: readonly Message[]): readonly string[] {
  return delivered.filter(({ route }) => route === "page").map(({ subject }) => subject);
}

test("HOST-06, HOST-09: on a noisy day nothing is done that nobody needed, and nobody is called", async (t) => {
  const machine = createMachine(seed);
  settle(machine);
  live(machine);
  const engine = await startOn(t, machine, page);
  await machine.clock.advance(24 * hourMs);
  await engine.stop();
  assert.deepEqual([found(engine.events), done(engine.events)], [[], []], `seed ${seed}`);
  assert.deepEqual(pages(engine.delivered), []);
  assert.deepEqual(
    engine.complaints.filter((line) => line.startsWith("error")),
    [],
  );
});

/** A page that does not answer for an hour whatever is done, a disk around its limit for two, and a process that is killed. */
function trouble(machine: Machine): void {
  const { clock, peers, spaces } = machine;
  const well = peers.get("http://shop/");
  clock.after(hourMs, () => peers.set("http://shop/", () => ({ afterMs: 20, status: 503 })));
  clock.after(2 * hourMs, () => well !== undefined && peers.set("http://shop/", well));
  const quiet = spaces.get("/srv");
  const full = () => {
    const freeBytes = Math.round((0.049 + 0.005 * Math.sin(clock.monotonic() / minuteMs)) * 1e12);
    return { sizeBytes: 1e12, freeBytes, availableBytes: freeBytes, inodes: 1e8, freeInodes: 9e7 };
  };
  clock.after(2.5 * hourMs, () => spaces.set("/srv", full));
  clock.after(4.5 * hourMs, () => quiet !== undefined && spaces.set("/srv", quiet));
  clock.after(5 * hourMs, () => machine.killAll("mail"));
}

test("HOST-08, HOST-20: amid the noise, each real trouble is found once, and paged once however long it lasts", async (t) => {
  const machine = createMachine(seed + 1);
  settle(machine);
  live(machine);
  trouble(machine);
  const engine = await startOn(t, machine, page);
  await machine.clock.advance(6.5 * hourMs);
  const open = engine.facade.incidents({}).items.map(({ target }) => target);
  await engine.stop();
  // The disk passes through disk_pressure, on its way up or down.
  const troubles = ["disk_critical@data", "disk_pressure@data", "process_dead@mail", "service_unresponsive@shop"];
  assert.deepEqual([...found(engine.events)].sort(), troubles);
  assert.deepEqual(done(engine.events), ["service.restart", "service.restart", "service.restart"]);
  assert.deepEqual(
    pages(engine.delivered).map((subject) => /\] (\w+):/.exec(subject)?.[1]),
    ["shop", "data"],
    pages(engine.delivered).join("\n"),
  );
  assert.deepEqual(open, [], "all of it is over");
});
