/**
 * The folder in which a playground runs: a copy of the services and of their configuration, with the ports that are
 * free, so that the project itself stays as it was. Every start makes it anew.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { ProcessIdentity } from "#core/model";
import type { Processes } from "#core/platform";
import type { Options } from "./options.ts";
import { freePort } from "./ports.ts";
import { endProcesses, isAlive } from "./processes.ts";

export interface Playground {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
  readonly socket: string;
  /** What the engine itself prints. */
  readonly engineLog: string;
  readonly ports: { readonly chiron: number; readonly web: number; readonly app: number };
  /** What is other than one would expect, as sentences. */
  readonly remarks: readonly string[];
}

const source = resolve(import.meta.dirname, "..");
const copied = ["web.ts", "worker.ts", "app.ts"];
const made = [...copied, "chiron.yaml", "package.json", "engine.log", "var", "data"];
/** Says which process runs the playground, and that the folder is a playground's. */
const ownerFile = "playground.json";
/** A Unix socket's path has to fit into 108 bytes; this much of it is inside of the folder. */
const longestFolder = 107 - "/data/chiron.sock".length;
const endGraceMs = 15_000;

export async function preparePlayground(options: Options, processes: Processes): Promise<Playground> {
  const remarks: string[] = [];
  const folder = makeFolder(options.folder, remarks);
  refuseIfInUse(folder, processes);
  const ended = await endProcesses(processes, folder, endGraceMs);
  if (ended > 0) remarks.push(`A former playground had left ${ended} processes behind; they are ended.`);
  for (const name of made) rmSync(join(folder, name), { recursive: true, force: true });
  writeFileSync(join(folder, ownerFile), `${JSON.stringify(processes.self)}\n`);

  const ports = await choosePorts(options, remarks);
  for (const name of copied) cpSync(join(source, name), join(folder, name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const config = join(folder, "chiron.yaml");
  writeFileSync(config, withPorts(readFileSync(join(source, "chiron.yaml"), "utf8"), ports));
  const data = join(folder, "data");
  return {
    folder,
    config,
    data,
    socket: join(data, "chiron.sock"),
    engineLog: join(folder, "engine.log"),
    ports,
    remarks,
  };
}

function withPorts(yaml: string, { web, app }: Playground["ports"]): string {
  return yaml.replace(/\b817[01]\b/g, (port) => String(port === "8170" ? web : app));
}

function makeFolder(wanted: string, remarks: string[]): string {
  let folder = wanted;
  if (Buffer.byteLength(folder) > longestFolder) {
    const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
    folder = join(tmpdir(), `chiron-playground-${userInfo().uid}-${hash}`);
    remarks.push(`The path of ${wanted} is too long for a Unix socket, so the playground runs in ${folder}.`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).uid !== userInfo().uid)
    throw new Error(`${folder} belongs to somebody else; choose another with --folder`);
  // The path stands in the processes' environments, and is compared there.
  return realpathSync(folder);
}

/** Nothing is ever removed from a folder that is not a playground's, and a playground has one owner. */
function refuseIfInUse(folder: string, processes: Processes): void {
  const file = join(folder, ownerFile);
  if (!existsSync(file)) {
    if (readdirSync(folder).length === 0) return;
    throw new Error(`${folder} holds other things. Choose an empty folder, or a new one.`);
  }
  const owner = readOwner(file);
  if (owner !== undefined && isAlive(processes, owner)) {
    throw new Error(
      `a playground runs in ${folder} already (process ${owner.pid}). End it with Ctrl-C in its terminal, or with ` +
        `\`kill ${owner.pid}\`, or start another one beside it with \`npm start -- --folder DIR\`.`,
    );
  }
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
  } catch {
    // Cut off in the middle of writing: whoever wrote it has ended.
    return undefined;
  }
}

async function choosePorts(options: Options, remarks: string[]): Promise<Playground["ports"]> {
  const web = await freePort(options.webPort);
  const app = await freePort(options.appPort, [web]);
  const chiron = await freePort(options.chironPort, [web, app]);
  const note = (who: string, wanted: number, got: number) => {
    if (wanted !== got && wanted !== 0) remarks.push(`Port ${wanted} is taken, so ${who} uses ${got}.`);
  };
  note("web", options.webPort, web);
  note("app", options.appPort, app);
  note("Chiron", options.chironPort, chiron);
  return { chiron, web, app };
}
