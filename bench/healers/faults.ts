/** What is done to Chiron's own processes. Each is the real thing: a signal, a loop that never comes round, memory that is really taken. */
import { evaluateIn } from "./inspector.ts";
import { kill, type Role, type Scene } from "./scene.ts";

export interface Fault {
  readonly name: string;
  readonly says: string;
  /** By this it is seen that the process is there and does nothing, so that the limit of silence is part of the time. */
  readonly isSilence: boolean;
  inject(scene: Scene, pid: number, signal: AbortSignal): Promise<void>;
}

/** 32 MB at a time, written to, so that it is resident. */
const eatMemory = "globalThis.eaten=[];setInterval(()=>eaten.push(Buffer.alloc(32e6,1)),20);0";

export const faults: Readonly<Record<string, Fault>> = {
  crash: {
    name: "crash",
    says: "kill -9",
    isSilence: false,
    inject: async (_scene, pid) => kill(pid, "SIGKILL"),
  },
  hang: {
    name: "hang",
    says: "kill -STOP",
    isSilence: true,
    inject: async (_scene, pid) => kill(pid, "SIGSTOP"),
  },
  wedge: {
    name: "wedge",
    says: "its loop never comes round again (for(;;), by its inspector)",
    isSilence: true,
    inject: (scene, pid, signal) => evaluateIn(scene, pid, "for(;;);", signal),
  },
  memory: {
    name: "memory",
    says: "it takes 32 MB every 20 ms, by its inspector, up to healers.memoryLimit and beyond",
    isSilence: false,
    inject: (scene, pid, signal) => evaluateIn(scene, pid, eatMemory, signal),
  },
};

export const victims = {
  engine: ["engine"],
  mender: ["mender"],
  watchdog: ["watchdog"],
  both: ["engine", "mender"],
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Victims = keyof typeof victims;
