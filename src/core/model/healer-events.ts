/** What the healers do for one another; part of all events (events.ts). */
import type { ProcessIdentity } from "./events.ts";

export type HealerName = "engine" | "mender" | "watchdog";
export type HealerProtocol = "healer-mutual-restart" | "emergency-healer-recovery";
/** `absent`: nobody has seen it; `gone`: its process has ended; `silent`: its work loop says nothing; `bloated`: it takes too much memory. */
export type HealerFault = "absent" | "gone" | "silent" | "bloated";

export interface RecoveryStep {
  readonly name: string;
  readonly ok: boolean;
  readonly tries: number;
  readonly tookMs: number;
  readonly detail: string;
}

export interface HealerEvents {
  /** Before anything is done. */
  "recovery.started": {
    readonly protocol: HealerProtocol;
    readonly healer: HealerName;
    readonly by: HealerName;
    readonly fault: HealerFault;
    /** 1 for the first; how many in a row it takes without a stable life in between. */
    readonly attempt: number;
  };
  "recovery.finished": {
    readonly protocol: HealerProtocol;
    readonly healer: HealerName;
    readonly by: HealerName;
    readonly fault: HealerFault;
    readonly ok: boolean;
    readonly process: ProcessIdentity | null;
    readonly tookMs: number;
    readonly steps: readonly RecoveryStep[];
  };
}
