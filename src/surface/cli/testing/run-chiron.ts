/** Runs `chiron …` as its users do, in an environment that does not depend on theirs. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../../bin/chiron.js", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export interface RunOptions {
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run it as; default: the one who runs the test. */
  readonly uid?: number;
}

export function runChiron(words: readonly string[], { dataDir, env = {}, uid }: RunOptions = {}): Promise<Ran> {
  const place = dataDir === undefined ? [] : ["--data-dir", dataDir];
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _, CHIRON_URL: __, CHIRON_TOKEN: ___, ...inherited } = process.env;
    const child = spawn(process.execPath, [program, ...words, ...place], {
      env: { ...inherited, TZ: "UTC", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, tookMs: performance.now() - started }));
  });
}
