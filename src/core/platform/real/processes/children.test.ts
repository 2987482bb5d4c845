// needs: python3
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { createCountingIds, pidOfChild, until } from "../../test/index.ts";
import { createRealProcesses } from "./index.ts";

const processes = createRealProcesses(createCountingIds());

test("the children of a process are those of all its threads, zombies included", async (context) => {
  const program = [
    "import os, threading, time",
    "def bear():",
    "    if os.fork() == 0: time.sleep(60)",
    "threading.Thread(target=lambda: (bear(), time.sleep(60))).start()",
    "bear()",
    "if os.fork() == 0: os._exit(0)",
    "time.sleep(60)",
  ].join("\n");
  const parent = spawn("python3", ["-c", program], { stdio: "ignore" });
  const pid = pidOfChild(parent);
  context.after(() => {
    for (const child of [...processes.children(pid), pid]) process.kill(child, "SIGKILL");
  });
  const states = await until("three children, one of which has ended", () => {
    const looks = processes.children(pid).map((child) => processes.look(child));
    const found = looks.map((look) => (look.exists && look.parentPid === pid ? look.state : "?")).sort();
    return found.length === 3 && found.includes("Z") && !found.includes("R") && found;
  });
  assert.deepEqual(states, ["S", "S", "Z"]);
  assert.deepEqual(processes.children(2 ** 31 - 1), []);
});
