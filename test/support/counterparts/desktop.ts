/** A session bus of a test's own, and on it the service that a desktop would show notifications by. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { temporaryFolder, until } from "../../../src/core/platform/test/index.ts";

export interface Shown {
  readonly app: string;
  readonly summary: string;
  /** Markup. */
  readonly body: string;
  readonly urgency: number;
}

export interface Desktop {
  /** The bus's address. */
  readonly bus: string;
  readonly shown: readonly Shown[];
}

function ended(t: TestContext, child: ChildProcess): void {
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, "exit");
    child.kill("SIGTERM");
    await end;
  });
}

/** A bus without anybody on it who shows anything. */
export async function startBus(t: TestContext): Promise<string> {
  const bus = `unix:path=${join(temporaryFolder(t), "bus")}`;
  const words = ["--session", "--nofork", "--nosyslog", "--print-address", `--address=${bus}`];
  const child = spawn("/usr/bin/dbus-daemon", words, { stdio: ["ignore", "pipe", "ignore"] });
  ended(t, child);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return bus;
}

export async function startDesktop(t: TestContext): Promise<Desktop> {
  const bus = await startBus(t);
  const script = join(import.meta.dirname, "notification-service.py");
  const child = spawn("/usr/bin/python3", [script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: bus },
  });
  ended(t, child);
  const lines: string[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => lines.push(line));
  await until("the notification service is there", () => lines.includes("ready"));
  return {
    bus,
    get shown() {
      return lines.filter((line) => line !== "ready").map((line) => JSON.parse(line) as Shown);
    },
  };
}
