/** A small Helios deployment: real processes, files, a disk and a homeserver, all described by one page of YAML. */
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { memoryGroup } from "../balloon.ts";
import { startWebReceiver } from "../counterparts/web-receiver.ts";
import { startWorld, type World } from "../engine.ts";
import { freePort } from "../ports.ts";
import { smallDisk } from "../small-disk.ts";

export type Deployment = Awaited<ReturnType<typeof startDeployment>>;

interface Places {
  readonly folder: string;
  readonly disk: string;
  readonly cgroup: string;
  readonly synapse: string;
  readonly gateway: number;
  readonly signalCli: number;
  readonly writer: number;
  readonly other: number;
  readonly orchestrator: string;
}

/** The page that an owner writes; everything else is in the packs. */
const page = ({ folder, disk, cgroup, synapse, gateway, signalCli, writer, other, orchestrator }: Places) => `
node: helios
# Its parts are all broken at the same time, each by itself: without this the guard would rightly take it for a storm, and hold all repairs.
policies: { storm: { atLeast: 100 } }
packs:
  - helios:
      augur:
        autonomy: auto
        supervisor: { direct: { command: [python3, ${import.meta.dirname}/augur.py, ${folder}] } }
        signal: ${folder}/signal.json
        staleAfter: 3
        every: 1s
        startupGrace: 2s
      signalCli:
        autonomy: auto
        supervisor: { direct: { command: [python3, ${import.meta.dirname}/signal_cli.py, "${signalCli}", ${folder}/sent.jsonl] } }
        port: ${signalCli}
        every: 1s
        startupGrace: 2s
      gateway:
        autonomy: auto
        healthz: http://127.0.0.1:${gateway}/healthz
        readyz: http://127.0.0.1:${gateway}/readyz
        every: 1s
        program: ${folder}/openclaw.mjs
        environment: &environment { OPENCLAW_STATE_DIR: ${folder} }
        supervisor: { direct: { command: [${folder}/openclaw.mjs, gateway, run], env: *environment } }
        startupGrace: 5s
      agents:
        - id: writer
          autonomy: auto
          supervisor: { direct: { command: [node, ${import.meta.dirname}/../agent.mjs, "${writer}", ${folder}] } }
          health: http://127.0.0.1:${writer}/
          every: 1s
          startupGrace: 2s
          caches: [${folder}/cache]
      consensus:
        autonomy: auto
        score: { command: { argv: [cat, ${folder}/score.json], values: { score: { json: /score } }, every: 1s } }
        every: 1s
        connectivity: { check: [test, -e, ${folder}/connected], mend: [cp, ${folder}/good.json, ${folder}/score.json] }
      brain: { path: ${folder}/ledger.db, every: 1s, backupFolder: ${folder}, autonomy: auto }
      positions:
        autonomy: auto
        book: { sqlite: ${folder}/brain.db, query: "SELECT id FROM positions WHERE status = 'open'" }
        live: { json: ${folder}/signal.json, at: /positions, key: /id }
        clear:
          statement: UPDATE positions SET status = 'closed', closed_by = :by WHERE id IN (SELECT value FROM json_each(:keys))
          parameters: { by: chiron }
          maxRows: 5
        after: 2
        every: 1s
      pipelines:
        - id: nightly
          autonomy: auto
          from: { json: ${folder}/progress.json, stage: /stage, progressAt: /updatedAt }
          hook: { url: "${orchestrator}/hooks/stage-done", body: { task: nightly, status: blocked } }
          stuckAfter: 3
          every: 1s
      fleet: [ { id: other, host: 127.0.0.1, port: ${other}, every: 1s, autonomy: auto } ]
      disks:
        - { id: data, path: ${disk}, every: 1s, autonomy: auto, logs: [ "${disk}/old.log*" ] }
      logs:
        - { id: app-log, autonomy: auto, bloat: 1, every: 1s, path: "${folder}/app.log",
            rotate: [ { files: "${folder}/app.log", rotateAbove: 1MB } ] }
      memory: { cgroup: ${cgroup}, every: 1s, low: 300, critical: 100, autonomy: auto }
      synapse: { homeserver: "${synapse}", room: "!ops:helios", tokenFile: ${folder}/token }
      signal: { tcp: { host: 127.0.0.1, port: ${signalCli} }, recipients: ["+15550100"] }
`;

function lay(folder: string, gateway: number): void {
  const standIn = readFileSync(join(import.meta.dirname, "../openclaw.mjs"), "utf8");
  const files = {
    "openclaw.json": JSON.stringify({ gateway: { port: gateway } }),
    wedge: "http",
    "openclaw.mjs": `#!${process.execPath}\n${standIn}`,
    "agent.yaml": "model: small\n",
    "environment/ready": "",
    "score.json": '{"score": 93}',
    "good.json": '{"score": 88}',
    connected: "",
    "app.log": "",
    token: "a-token",
  };
  mkdirSync(join(folder, "environment"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  chmodSync(join(folder, "openclaw.mjs"), 0o755);
  chmodSync(join(folder, "token"), 0o600);
  const ledger = new DatabaseSync(join(folder, "ledger.db"));
  const numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)";
  ledger.exec(`CREATE TABLE t (a); ${numbers} INSERT INTO t SELECT 'entry ' || i FROM n`);
  ledger.close();
}

/** Another host, of which only the SSH server's greeting is to be seen. It can be cut off, and come back. */
async function startHost(t: TestContext) {
  const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { port, cutOff: () => server.close(), comeBack: () => listen(port) };
}

/** Resolves once everything has been seen to be well. */
export async function startDeployment(t: TestContext) {
  const folder = temporaryFolder(t);
  const disk = smallDisk(t, 2_048);
  const group = memoryGroup(t, 400);
  const homeserver = await startWebReceiver(t, () => ({ status: 200, body: '{"event_id":"$1"}' }));
  const [gateway, signalCli, writer] = [await freePort(), await freePort(), await freePort()];
  lay(folder, gateway);
  const cgroup = group.path;
  const host = await startHost(t);
  // It hears of a blocked stage and goes on with the next one.
  const orchestrator = await startWebReceiver(t, () => {
    rmSync(join(folder, "stuck"), { force: true });
    return { status: 200, body: "{}" };
  });
  const { port: other } = host;
  const text = page({
    folder,
    disk,
    cgroup,
    synapse: homeserver.address,
    gateway,
    signalCli,
    writer,
    other,
    orchestrator: orchestrator.address,
  });
  const world = await startWorld(t, text);
  await until("all is well", () => isWell(world), 60_000);
  const lines = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trim().split("\n") : [];
  return {
    folder,
    disk,
    group,
    host,
    orchestrator,
    world,
    /** What came in at the homeserver, and by Signal. */
    notices: () => homeserver.received.map(({ body }) => (JSON.parse(body) as { body: string }).body),
    pages: () => lines("sent.jsonl").map((line) => (JSON.parse(line) as { message: string }).message),
  };
}

function isWell(world: World): boolean {
  return world.facade.targets().every(({ health, probes }) => {
    const isServing = probes.every(({ last }) => last?.available === true && last.values.serving !== false);
    return health === "good" && isServing;
  });
}
