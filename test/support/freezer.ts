/**
 * Puts processes into uninterruptible sleep, as a disk or a mount that does not answer would: the freezer of control groups of version 1. What it
 * holds is in state D, takes no signal, and SIGKILL waits for it. (That of version 2 lets SIGKILL through.)
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";

export interface Freezer {
  /** Resolves once they sleep. */
  freeze(...pids: readonly number[]): Promise<void>;
  thaw(): void;
}

/** To be opened before what it holds is begun: whatever happens, it lets go first. Needs `freezer`. */
export function openFreezer(t: TestContext): Freezer {
  const root = /^cgroup (\S+) cgroup \S*\bfreezer\b/m.exec(readFileSync("/proc/mounts", "utf8"))?.[1];
  if (root === undefined) throw new Error("there is no freezer of control groups of version 1");
  const group = join(root, `chiron-test-${process.pid}-${Math.round(performance.now())}`);
  mkdirSync(group);
  const say = (state: "FROZEN" | "THAWED") => writeFileSync(join(group, "freezer.state"), state);
  const inside = () => readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean);
  t.after(() => {
    say("THAWED");
    for (const pid of inside()) leave(pid);
    return until("the freezer is empty", () => {
      if (inside().length > 0) return false;
      rmdirSync(group);
      return true;
    });
  });
  /** It may have ended in that moment. */
  function leave(pid: string): void {
    try {
      writeFileSync(join(root ?? "", "cgroup.procs"), pid);
    } catch {
      // Nobody is left to leave.
    }
  }
  return {
    async freeze(...pids) {
      for (const pid of pids) writeFileSync(join(group, "cgroup.procs"), String(pid));
      say("FROZEN");
      await until("they sleep", () => pids.every((pid) => stateOf(pid) === "D"));
    },
    thaw: () => say("THAWED"),
  };
}

export function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
