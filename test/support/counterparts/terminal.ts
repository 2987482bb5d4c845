/** A real pseudo-terminal, and what its screen was given. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { until } from "../../../src/core/platform/test/index.ts";

export interface Terminal {
  readonly path: string;
  /** Everything that was written to it. */
  written(): string;
}

/** `silenced` is what `mesg n` does. `stopped` is a terminal whose output nobody takes any more. */
const program = `
import os, pty, sys, time
master, slave = pty.openpty()
os.fchmod(slave, 0o600 if "silenced" in sys.argv else 0o620)
print(os.ttyname(slave), flush=True)
if "stopped" in sys.argv:
    os.set_blocking(slave, False)
    try:
        while True: os.write(slave, b"x")
    except BlockingIOError: pass
    print("full", flush=True)
    time.sleep(1000)
while True:
    sys.stdout.buffer.write(os.read(master, 65536)); sys.stdout.flush()
`;

export async function openTerminal(t: TestContext, ...how: readonly ("silenced" | "stopped")[]): Promise<Terminal> {
  const child = spawn("/usr/bin/python3", ["-c", program, ...how], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    said += piece;
  });
  t.after(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  const path = await until("the terminal is open", () => /^(\/dev\/pts\/\d+)\n/.exec(said)?.[1]);
  if (how.includes("stopped")) await until("its buffer is full", () => said.includes("full"));
  return { path, written: () => said.slice(said.indexOf("\n") + 1) };
}
