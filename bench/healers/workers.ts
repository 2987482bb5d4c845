/** Services that die in between, and that write down themselves how often they were really started, and by whom. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../lib/proc.ts";

export interface Start {
  readonly worker: string;
  readonly pid: number;
  /** Who started it. */
  readonly parent: number;
  /** Wall clock, ms. */
  readonly at: number;
}

/** One line for each start, in one write that goes to the end of the file. */
const command = 'echo "$0 $$ $PPID $(date +%s%3N)" >> starts; exec sleep 1000000';

export class Workers {
  readonly names: readonly string[];
  readonly #file: string;
  readonly #deaths = new Map<string, number>();

  constructor(folder: string, count: number) {
    this.#file = join(folder, "starts");
    this.names = Array.from({ length: count }, (_, index) => `worker-${index + 1}`);
  }

  /** Of chiron.yaml. They all lie in the folder of the configuration. */
  yaml(): string {
    const one = (name: string) => `  - id: ${name}
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sh, -c, ${JSON.stringify(command)}, ${name}] } }
    probes: [ process: { every: 1s } ]
`;
    return `targets:\n${this.names.map(one).join("")}`;
  }

  starts(): readonly Start[] {
    const lines = readFileSync(this.#file, "utf8").trimEnd().split("\n");
    return lines.map((line) => {
      const [worker = "", pid, parent, at] = line.split(" ");
      return { worker, pid: Number(pid), parent: Number(parent), at: Number(at) };
    });
  }

  /** The processes of this one that live. */
  living(worker: string): readonly number[] {
    const pids = this.starts().flatMap((start) => (start.worker === worker ? [start.pid] : []));
    return [...new Set(pids)].filter((pid) => isAlive(pid) && nameOf(pid) === "sleep");
  }

  /** False: it is down from the last time. */
  kill(worker: string): boolean {
    const [pid] = this.living(worker);
    if (pid === undefined) return false;
    process.kill(pid, "SIGKILL");
    this.#deaths.set(worker, this.deaths(worker) + 1);
    return true;
  }

  deaths(worker: string): number {
    return this.#deaths.get(worker) ?? 0;
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}
