/** What is done to Chiron's own processes. Each is the real thing: a signal, a loop that never comes round, memory that is really taken, a disk that is full. */
import { evaluateIn } from "./inspector.ts";
import { kill, type Role, roles, type Scene } from "./scene.ts";
import { configuration, corrupt, crashing, full, port } from "./surroundings.ts";

/** Where a fault needs more than a plain folder. What is pushed to the closers is called in the end, the last first. */
export interface Ground {
  /** More of chiron.yaml. */
  readonly more?: string;
  readonly dataDir?: string;
  prepare?(folder: string): Promise<void>;
}

/** Puts right again what is no process: a file, a disk, a port. */
export type Mend = (signal: AbortSignal) => Promise<void>;

export interface Fault {
  readonly name: string;
  readonly says: string;
  /** For whom it can be: what one does not use cannot fail it. Absent: all. */
  readonly of?: readonly Victims[];
  /** What counts as well while it lasts: an engine whose store is gone can only observe. Absent: healthy. */
  readonly states?: ReadonlySet<string>;
  ground?(closers: (() => unknown)[]): Ground;
  /** Once all are well: whether the fault stands still, and was met with. Absent: it was the processes themselves. */
  stands?(scene: Scene): boolean;
  inject(scene: Scene, pids: readonly number[], signal: AbortSignal): Promise<Mend | undefined>;
}

export const victims = {
  engine: ["engine"],
  mender: ["mender"],
  watchdog: ["watchdog"],
  both: ["engine", "mender"],
  all: roles,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Victims = keyof typeof victims;

/** 32 MB at a time, written to, so that it is resident. */
const eatMemory = "globalThis.eaten=[];setInterval(()=>eaten.push(Buffer.alloc(32e6,1)),20);0";

function bySignal(name: string, says: string, signal: NodeJS.Signals): Fault {
  return {
    ...{ name, says },
    async inject(_scene, pids) {
      for (const pid of pids) kill(pid, signal);
      return undefined;
    },
  };
}

function byInspector(name: string, says: string, expression: string): Fault {
  return {
    ...{ name, says },
    async inject(scene, pids, signal) {
      await evaluateIn(scene, pids, expression, signal);
      return undefined;
    },
  };
}

export const faults: Readonly<Record<string, Fault>> = {
  crash: bySignal("crash", "kill -9", "SIGKILL"),
  hang: bySignal("hang", "kill -STOP", "SIGSTOP"),
  wedge: byInspector("wedge", "its loop never comes round again (for(;;), by its inspector)", "for(;;);"),
  memory: byInspector("memory", "it takes 32 MB every 20 ms, by its inspector, up to the limit and beyond", eatMemory),
  corrupt,
  full,
  configuration,
  crashing,
  port,
};
