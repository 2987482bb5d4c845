/** A real engine, started as people start it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until, within } from "#core/platform/test";

const program = fileURLToPath(new URL("../../../../bin/chiron.js", import.meta.url));

export interface Up {
  readonly child: ChildProcess;
  /** The line that says it is ready. */
  readonly ready: string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** A configuration with one service, whose program is this piece of JavaScript. */
export function writeConfiguration(folder: string, script: string, more = ""): string {
  const file = join(folder, "chiron.yaml");
  const command = JSON.stringify([process.execPath, "-e", script]);
  writeFileSync(
    file,
    `node: workshop
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: ${command}, stopGrace: 20s }
packs: [service]
${more}`,
  );
  return file;
}

export async function chironUp(
  test: { after(cleanUp: () => Promise<void>): void },
  words: readonly string[],
): Promise<Up> {
  const child = spawn(process.execPath, [program, "up", "--port", "0", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const others: number[] = [];
  test.after(async () => {
    child.kill("SIGKILL");
    // The folder may be gone already, and with it all that says who they are.
    for (const pid of others) endProcess(pid);
    await killHealers(dataDirOf(words));
    await ended;
  });
  const ready = new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) resolve(text);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code} before it was ready: ${output}`)));
  });
  const line = await within("`chiron up` is ready", ready);
  const { livingBeat, placesIn } = await import("#healers/mutual");
  const places = placesIn(dataDirOf(words));
  for (const role of ["mender", "engine"] as const) others.push(livingBeat(places, role)?.process.pid ?? 0);
  return { child, ended, ready: line };
}

/** All at one stroke, or one would start another again. */
async function killHealers(dataDir: string): Promise<void> {
  const { livingBeat, placesIn, send } = await import("#healers/mutual");
  const roles = ["watchdog", "mender", "engine"] as const;
  await until("no process of Chiron is left", () => {
    const left = roles.flatMap((role) => livingBeat(placesIn(dataDir), role)?.process ?? []);
    for (const { pid } of left) send(pid, "SIGKILL");
    return left.length === 0 ? true : undefined;
  });
}

function dataDirOf(words: readonly string[]): string {
  return words[words.indexOf("--data-dir") + 1] ?? "";
}

/** Ends what a test let outlive its engine. */
export function endProcess(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** A zombie has ended; whose child it is does not matter here. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
