/** Runs one action with real files and is killed by SIGKILL right before its Nth change on disk. Started by tests, as a process. */

import type { ActionContext, Target } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { actionNamed, filesWith } from "./actions.ts";

interface Order {
  readonly action: string;
  readonly input: Record<string, unknown>;
  readonly target: Target;
  readonly effect: string;
  readonly scratch: string;
  readonly dieAt: number;
}

const order = JSON.parse(process.argv[2] ?? "") as Order;
const platform = createRealPlatform();
const changing = new Set(["write", "append", "move", "copy", "remove", "makeFolder"]);
for (const heavy of ["setAside", "putBack", "archive", "copyAndTruncate", "untilReleased", "prune"])
  changing.add(heavy);
let changes = 0;
const files = filesWith(platform.files, (method) => {
  if (!changing.has(method)) return;
  changes += 1;
  if (changes === order.dieAt) process.kill(process.pid, "SIGKILL");
});
const lookAround = async () => ({ overNetwork: false, neighbours: [] });
const context = {
  ...platform,
  ...order,
  files,
  lookAround,
  signal: new AbortController().signal,
} as unknown as ActionContext;
const action = actionNamed(order.action);
const result = await action.run(action.schema.parse(order.input), context);
console.log(JSON.stringify(result));
