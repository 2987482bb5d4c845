/**
 * Runs git.sync on a real repository and is killed by SIGKILL at its Nth doing (a process that it starts, a file that it writes): right
 * before it, or in the middle of it, and then together with git. Started by tests, as a process.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ActionContext, Target } from "#core/model";
import type { Processes } from "#core/platform";
import { createRealPlatform } from "#core/platform/real";
import { actionNamed, filesWith } from "./actions.ts";

interface Order {
  readonly input: { readonly repository: string };
  readonly target: Target;
  readonly effect: string;
  readonly scratch: string;
  readonly dieAt: number;
  readonly how: "before" | "during";
}

const order = JSON.parse(process.argv[2] ?? "") as Order;
const platform = createRealPlatform();
const changing = new Set(["write", "move", "remove", "makeFolder"]);
/** Early and late in git's work, by turns. */
const duringMs = (order.dieAt * 7) % 30;
let doings = 0;

function children(): readonly number[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

/** By turns after a time, and at a moment when git changes its index, if it does: then its lock is there, and git holds still. */
async function theMoment(): Promise<void> {
  if (order.dieAt % 2 === 0) return sleep(duringMs);
  const lock = join(order.input.repository, ".git", "index.lock");
  while (children().length > 0) {
    if (existsSync(lock)) {
      for (const pid of children()) process.kill(pid, "SIGSTOP");
      if (existsSync(lock)) return;
      for (const pid of children()) process.kill(pid, "SIGCONT");
    }
    await sleep(1);
  }
}

async function isTheEnd(): Promise<void> {
  doings += 1;
  if (doings !== order.dieAt) return;
  if (order.how === "during") {
    await theMoment();
    for (const pid of children()) process.kill(pid, "SIGKILL");
  }
  process.kill(process.pid, "SIGKILL");
}

const files = filesWith(platform.files, async (method) => {
  if (changing.has(method) && order.how === "before") await isTheEnd();
});
const processes: Processes = {
  ...platform.processes,
  list: () => platform.processes.list(),
  run: async (spec) => {
    if (order.how === "before") await isTheEnd();
    const running = platform.processes.run(spec);
    if (order.how === "during") await Promise.race([running, isTheEnd()]);
    return running;
  },
};
const { signal } = new AbortController();
const context = { ...platform, ...order, files, processes, signal } as unknown as ActionContext;
const action = actionNamed("git.sync");
const result = await action.run(action.schema.parse(order.input), context);
console.log(JSON.stringify(result));
