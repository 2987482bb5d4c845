/** What is broken around Chiron's processes, for real, before they are killed and have to come back into it. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { fillTo, smallDisk } from "../../test/support/small-disk.ts";
import type { Fault } from "./faults.ts";
import { program } from "./host.ts";
import { kill, type Scene } from "./scene.ts";

const execute = promisify(execFile);
const mendWithinMs = 60_000;
const observing: ReadonlySet<string> = new Set(["healthy", "degraded"]);
const noiseBytes = 65_536;
/** Of 4 KiB: 48 MB, with room for the 8 MB that the engine keeps for itself. */
const diskBlocks = 12_288;
/** What the engine gives up of it counts as free. */
const reserveBlocks = 2_048;

/** A repository of its own, so that the mender uses the store, too. */
const repository = "repositories: [{ id: code, path: code, autonomy: observe }]\n";

async function makeRepository(folder: string): Promise<void> {
  const code = join(folder, "code");
  mkdirSync(code);
  writeFileSync(join(code, "whole.json"), "{}\n");
  const author = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
  for (const words of [
    ["init", "-q"],
    ["add", "."],
    [...author, "commit", "-q", "-m", "whole"],
  ])
    await execute("git", words, { cwd: code });
}

function strike(pids: readonly number[]): void {
  for (const pid of pids) kill(pid, "SIGKILL");
}

/** A store of noise, as a bad disk leaves it. What becomes of it is a human's word: here, a fresh one. */
export const corrupt: Fault = {
  name: "corrupt store",
  says: "the first 64 KiB of chiron.db and of its journal are overwritten with noise, and it is killed",
  // The watchdog never opens it.
  of: ["engine", "mender", "both", "all"],
  states: observing,
  ground: () => ({ more: repository, prepare: makeRepository }),
  // Of the mender alone the engine may not have met with it yet.
  stands: ({ dataDir }) => existsSync(join(dataDir, "store-damaged.json")) || isNoise(join(dataDir, "chiron.db")),
  async inject(scene, pids) {
    for (const name of ["chiron.db", "chiron.db-wal"]) overwrite(join(scene.dataDir, name));
    strike(pids);
    return (signal) => beginFresh(scene, signal);
  },
};

function overwrite(path: string): void {
  const file = openSync(path, "r+");
  writeSync(file, randomBytes(noiseBytes), 0, noiseBytes, 0);
  closeSync(file);
}

function isNoise(path: string): boolean {
  const file = openSync(path, "r");
  const head = Buffer.alloc(6);
  readSync(file, head);
  closeSync(file);
  return head.toString("latin1") !== "SQLite";
}

async function beginFresh(scene: Scene, signal: AbortSignal): Promise<void> {
  const isSeen = () => existsSync(join(scene.dataDir, "store-damaged.json"));
  const engine = scene.beat("engine");
  // One that was not killed finds it with what it writes next, or with its own check; nobody waits for that here.
  if (!isSeen() && engine !== undefined) kill(engine.pid, "SIGKILL");
  await scene.until("the engine only observes", isSeen, mendWithinMs, signal);
  await execute(process.execPath, [program, "--data-dir", scene.dataDir, "store", "fresh", "--yes"]);
}

/** Its data folder lies on a file system of its own. */
export const full: Fault = {
  name: "full disk",
  says: "the file system of the data folder is filled to the last block, and it is killed",
  states: observing,
  ground(closers) {
    const disk = smallDisk({ after: (close) => void closers.push(close as () => unknown) }, diskBlocks);
    return { more: repository, dataDir: join(disk, "data"), prepare: makeRepository };
  },
  stands: ({ dataDir }) => statfsSync(dataDir).bavail < reserveBlocks,
  async inject(scene, pids) {
    const disk = join(scene.dataDir, "..");
    fill(disk);
    strike(pids);
    return async () => rmSync(join(disk, "ballast"));
  },
};

function fill(disk: string): void {
  try {
    fillTo(disk, 100);
  } catch (error) {
    // Chiron itself took the last block meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

/** Only the engine reads chiron.yaml: mender and watchdog are told by it, in a file of its making, what concerns them. */
const ofEngine = ["engine", "both", "all"] as const;

export const configuration: Fault = {
  name: "bad configuration",
  says: "chiron.yaml is overwritten with what cannot be read, and it is killed",
  of: ofEngine,
  stands: isPassedOver,
  async inject(scene, pids) {
    writeFileSync(scene.configFile, "targets: [ { id: 1\n");
    strike(pids);
    return (signal) => putBack(scene, signal);
  },
};

export const crashing: Fault = {
  name: "crashing configuration",
  says: "chiron.yaml is exchanged for one that is valid and ends the engine over its start, and it is killed",
  of: ofEngine,
  stands: isPassedOver,
  async inject(scene, pids) {
    // An address of nobody's machine (RFC 5737).
    scene.configure("{ host: 192.0.2.1, insecureBind: true }");
    strike(pids);
    return (signal) => putBack(scene, signal);
  },
};

async function putBack(scene: Scene, signal: AbortSignal): Promise<void> {
  scene.configure();
  await scene.until("what stands there is in force again", () => !isPassedOver(scene), mendWithinMs, signal);
}

/** The last configuration that worked is in force in place of the one that stands there. */
function isPassedOver({ dataDir }: Scene): boolean {
  const refused = join(dataDir, "healers", "last-good", "refused.json");
  return existsSync(refused) && readFileSync(refused, "utf8").includes('"configuration"');
}

export const port: Fault = {
  name: "port taken",
  says: "it is killed, and another program listens on its port before it is back",
  of: ofEngine,
  async inject(scene, pids, signal) {
    strike(pids);
    const squatter = await squat(scene.port, signal);
    return async () => {
      await once(squatter.close(), "close");
    };
  },
};

/** The one that was killed lets the port go within milliseconds. */
async function squat(wanted: number, signal: AbortSignal): Promise<Server> {
  for (;;) {
    const server = createServer().listen(wanted, "127.0.0.1");
    const isOurs = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (isOurs) return server;
    await sleep(1, undefined, { signal });
  }
}
