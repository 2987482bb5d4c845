/** A Chiron of the bench's own, started as people start it, and what can be seen of its three processes from outside. */
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Host, inTerminal, type StartHost } from "./host.ts";

export const roles = ["engine", "mender", "watchdog"] as const;
export type Role = (typeof roles)[number];

export interface Beat {
  readonly pid: number;
  readonly startTicks: number;
  readonly state: string;
  readonly sees: Readonly<Partial<Record<Role, { readonly pid: number }>>>;
}

export interface Limits {
  readonly silentAfter: string;
  readonly confirmFor: string;
  readonly memoryLimit: string;
}

export interface SceneOptions {
  /** Where its API answers. */
  readonly port: number;
  readonly limits: Limits;
  readonly dataDir?: string;
  /** More of chiron.yaml. */
  readonly more?: string;
  readonly host?: StartHost;
}

export interface Line {
  /** Monotonic, ms. */
  readonly at: number;
  readonly text: string;
}

const lookEveryMs = 10;

export class Scene {
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly #limits: Limits;
  readonly #more: string;
  readonly #startHost: StartHost;
  readonly #logFile: string;
  readonly #lines: Line[] = [];
  #host: Host | undefined;
  #read = 0;
  #rest = "";

  constructor(folder: string, { port, limits, dataDir, more = "", host = inTerminal }: SceneOptions) {
    this.folder = folder;
    this.port = port;
    this.dataDir = dataDir ?? join(folder, "data");
    this.#limits = limits;
    this.#more = more;
    this.#startHost = host;
    this.#logFile = join(folder, "output.log");
    mkdirSync(folder, { recursive: true });
  }

  get configFile(): string {
    return join(this.folder, "chiron.yaml");
  }

  /** `api`: in place of what makes it answer at its port. */
  configure(api = `{ port: ${this.port} }`): void {
    const { silentAfter, confirmFor, memoryLimit } = this.#limits;
    writeFileSync(
      this.configFile,
      `node: bench
healers: { silentAfter: ${silentAfter}, confirmFor: ${confirmFor}, memoryLimit: ${memoryLimit}, keepAfter: 1s }
packs: [service]
notify: { notice: [log], page: [log] }
api: ${api}
${this.#more}`,
    );
  }

  async up(signal: AbortSignal): Promise<void> {
    const { folder, configFile, dataDir } = this;
    this.#host = await this.#startHost({ folder, configFile, dataDir, logFile: this.#logFile });
    await this.until("it is up", () => this.isWell(), 120_000, signal);
  }

  /** What was said since the last look, each line with the time at which it was seen, and all before it. */
  lines(): readonly Line[] {
    const size = statSync(this.#logFile, { throwIfNoEntry: false })?.size ?? 0;
    if (size > this.#read) {
      const bytes = Buffer.alloc(size - this.#read);
      const file = openSync(this.#logFile, "r");
      this.#read += readSync(file, bytes, 0, bytes.length, this.#read);
      closeSync(file);
      const texts = (this.#rest + bytes.toString("utf8")).split("\n");
      this.#rest = texts.pop() ?? "";
      for (const text of texts) this.#lines.push({ at: performance.now(), text });
    }
    return this.#lines;
  }

  /** What was said, where somebody who looks for the reason of a failure finds it: it is added to. */
  keepLog(path: string): void {
    const text = this.lines().map((line) => `${line.text}\n`);
    appendFileSync(path, `== ${this.folder}\n${text.join("")}`);
  }

  /** The newest beat, if its process lives and is not held by SIGSTOP: what such a one said last is no news. */
  beat(role: Role): Beat | undefined {
    try {
      const { process, state, sees } = JSON.parse(readFileSync(join(this.dataDir, "healers", `${role}.beat`), "utf8"));
      const stat = statOf(process.pid);
      if (stat?.startTicks !== process.startTicks || stat?.state === "T") return undefined;
      return { pid: process.pid, startTicks: process.startTicks, state, sees: sees ?? {} };
    } catch {
      return undefined;
    }
  }

  /** All three are there and well, each sees the other two as they are, and none of them is one of these. */
  isWell(but: ReadonlySet<number> = new Set(), states: ReadonlySet<string> = new Set(["healthy"])): boolean {
    const beats = new Map(roles.map((role) => [role, this.beat(role)] as const));
    return roles.every((role) => {
      const beat = beats.get(role);
      if (beat === undefined || !states.has(beat.state) || but.has(beat.pid)) return false;
      return roles.every((other) => other === role || beat.sees[other]?.pid === beats.get(other)?.pid);
    });
  }

  async until<T>(what: string, look: () => T, withinMs: number, signal: AbortSignal): Promise<NonNullable<T>> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      this.lines();
      const found = look();
      if (found) return found;
      signal.throwIfAborted();
      if (performance.now() > deadline) {
        const said = this.lines()
          .slice(-12)
          .map(({ text }) => `  ${text}`);
        throw new Error(`not within ${withinMs} ms: ${what}\n${said.join("\n")}`);
      }
      await sleep(lookEveryMs);
    }
  }

  /** Every process of the three that works on this data folder, whatever it says of itself. */
  processes(): readonly { readonly pid: number; readonly role: string; readonly state: string }[] {
    return readdirSync("/proc").flatMap((name) => {
      const pid = Number(name);
      const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
      if (stat === undefined) return [];
      const words = commandOf(pid);
      const at = words.findIndex((word) => word.endsWith("bin/healer.js"));
      if (at < 0 || !words.includes(`--data-dir=${this.dataDir}`)) return [];
      return [{ pid, role: words[at + 1] ?? "", state: stat.state }];
    });
  }

  /** Everything that it started and that lives: the three, and its services. */
  members(): readonly number[] {
    return this.#host?.members() ?? [];
  }

  /** Ends it in order, and then whatever is left. */
  async end(): Promise<void> {
    for (const { pid, state } of this.processes()) if (state === "T") kill(pid, "SIGKILL");
    await this.#host?.end(this.beat("watchdog")?.pid);
  }
}

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

export function commandOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function statOf(pid: number): { readonly state: string; readonly startTicks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const state = fields[0] ?? "Z";
    return state === "Z" || state === "X" ? undefined : { state, startTicks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}
