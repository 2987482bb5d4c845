/**
 * Shows that the first two commands of a newcomer work: copies the project as it would be cloned, runs `npm start` there
 * (which has to install everything), waits until the playground has healed its fault and the API answers, ends it with
 * SIGTERM, and looks for processes that it left behind.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectFiles, projectRoot } from "./lib/files.ts";
import { endLeftovers, RUN_MARKER } from "./lib/leftovers.ts";

/** Time for the installation, which depends on the network, and then for the fault, its repair and the proof. */
const SETUP_MS = 180_000;
const HEALED_MS = 60_000;
const END_MS = 15_000;
const LEFTOVER_GRACE_MS = 3_000;

/** npm prints the command of a script when it starts it; from then on the set-up is over. */
const STARTED = /^> exec node examples\//m;
const HEALED = /\bresolved\b/i;
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/;

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
}

function copyProject(folder: string): void {
  for (const file of projectFiles()) cpSync(join(projectRoot, file), join(folder, file));
}

/** The environment of somebody who types `npm start`: what npm set for the script that we are must not reach it. */
function cleanEnvironment(runId: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { [RUN_MARKER]: runId };
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(npm_|NODE_|INIT_CWD)/.test(name)) env[name] ??= value;
  }
  const ownFolders = (folder: string) => !folder.includes("node_modules");
  env.PATH = (process.env.PATH ?? "").split(":").filter(ownFolders).join(":");
  return env;
}

function startPlayground(folder: string, runId: string): Run {
  const log = join(folder, "start.log");
  const file = openSync(log, "a");
  const child = spawn("npm", ["start"], { cwd: folder, env: cleanEnvironment(runId), stdio: ["ignore", file, file] });
  closeSync(file);
  return { child, output: () => readFileSync(log, "utf8") };
}

/** Looks every 100 ms until `look` gives something; throws when the time is over or the playground has ended. */
async function waitFor<T>(
  run: Run,
  what: string,
  limitMs: number,
  look: () => Promise<T | null> | T | null,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen !== null) return seen;
    if (run.child.exitCode !== null) throw new Error(`npm start ended with ${run.child.exitCode} before ${what}`);
    await sleep(100);
  }
  throw new Error(`not within ${limitMs / 1000} s: ${what}`);
}

async function answersWell(url: string): Promise<true | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  return response?.status === 200 ? true : null;
}

async function endPlayground({ child }: Run): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<boolean>((resolve) => child.once("exit", () => resolve(true)));
  child.kill("SIGTERM");
  if (await Promise.race([ended, sleep(END_MS, false, { ref: false })])) return;
  throw new Error(`SIGTERM did not end it within ${END_MS / 1000} s`);
}

async function checkPlayground(run: Run): Promise<void> {
  await waitFor(run, "the set-up is done", SETUP_MS, () => STARTED.exec(run.output()));
  await waitFor(run, "the incident is resolved", HEALED_MS, () => HEALED.exec(run.output()));
  const [address] = await waitFor(run, "an address is printed", 5_000, () => ADDRESS.exec(run.output()));
  await waitFor(run, `${address}/healthz answers 200`, 5_000, () => answersWell(`${address}/healthz`));
}

async function main(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "chiron-smoke-"));
  const runId = randomUUID();
  copyProject(folder);
  const run = startPlayground(folder, runId);
  const problems: string[] = [];
  for (const step of [checkPlayground, endPlayground]) {
    await step(run).catch((error: Error) => problems.push(error.message));
  }
  for (const { pid, command } of await endLeftovers(runId, LEFTOVER_GRACE_MS)) {
    problems.push(`left behind: process ${pid}: ${command}`);
  }
  for (const problem of problems) console.log(`FAIL npm start: ${problem}`);
  if (problems.length > 0) console.log(run.output().trimEnd().replaceAll(/^/gm, "     | "));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  console.log(problems.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
  return problems.length === 0;
}

process.exitCode = (await main()) ? 0 : 1;
