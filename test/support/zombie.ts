/** Parents that do not collect what they have started: a program for each way of being a bad one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder, within } from "#core/platform/test";

/**
 * Starts a child that ends at once, and does not ask how. `when woken`: it asks at the next SIGCHLD, since it missed the first
 * one. `never`: whatever it is told. `at once`: a good parent, that always has a child or two ending. Writes both pids to the
 * file that it is given, the child's first.
 */
export const badParent = `
import os, signal, sys, time
how, told = sys.argv[1:3]
def collect(*_):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]: pass
    except ChildProcessError: pass
def bear():
    child = os.fork()
    if child == 0: os._exit(3)
    return child
child = bear()
while open("/proc/%d/stat" % child).read().split(")")[1].split()[0] != "Z": time.sleep(0.001)
if how == "when woken": signal.signal(signal.SIGCHLD, collect)
with open(told + ".new", "w") as file: file.write("%d %d" % (child, os.getpid()))
os.rename(told + ".new", told)
print("ready", flush=True)
while True:
    if how == "at once":
        bear(); time.sleep(0.05); collect()
    else: time.sleep(1)
`;

export async function parentOfZombie(t: TestContext, how: "when woken" | "never") {
  const folder = temporaryFolder(t);
  const told = join(folder, "pids");
  const child = spawn("python3", ["-c", badParent, how, told], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  await within("a zombie", once(child.stdout, "data"));
  const [zombie = 0, pid = 0] = pidsIn(told);
  writeFileSync(join(folder, "zombie.pid"), `${zombie}\n`);
  return { pid, zombie, pidFile: join(folder, "zombie.pid") };
}

export function pidsIn(file: string): readonly number[] {
  return readFileSync(file, "utf8").split(" ").map(Number);
}
