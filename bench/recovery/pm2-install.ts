import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Beside the sources and ignored by git, so that only the first run fetches it. */
const DIRECTORY = join(import.meta.dirname, "..", "..", ".cache", "bench", "pm2");
const PACKAGE = join(DIRECTORY, "node_modules", "pm2");

export interface InstalledPm2 {
  readonly version: string;
  /** To be run with Node. */
  readonly program: string;
}

/**
 * PM2 7, fetched from npm when it is not there yet; undefined when that fails. Its licence is the AGPL, so it is never a
 * dependency: it is run as a command, by whoever runs the benchmark or the tests.
 */
export async function installedPm2(): Promise<InstalledPm2 | undefined> {
  return (await readInstalled()) ?? (await install());
}

async function readInstalled(): Promise<InstalledPm2 | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")) as { version: string };
    return { version, program: join(PACKAGE, "bin", "pm2") };
  } catch {
    return undefined;
  }
}

async function install(): Promise<InstalledPm2 | undefined> {
  await mkdir(DIRECTORY, { recursive: true });
  const options = ["--prefix", DIRECTORY, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  try {
    await promisify(execFile)("npm", ["install", ...options, "pm2@7"], { timeout: 180_000 });
  } catch (error) {
    process.stderr.write(`PM2 cannot be installed: ${String(error)}\n`);
  }
  return await readInstalled();
}
