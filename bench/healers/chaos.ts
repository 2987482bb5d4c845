/** Random kills, hangs and pauses in a row, while services die and have to be restarted, and what is left in the end. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../test/support/ports.ts";
import { readStat } from "../lib/proc.ts";
import { seededRandom } from "../lib/random.ts";
import { examine } from "./books.ts";
import { program } from "./host.ts";
import { isThree } from "./measure.ts";
import type { Options } from "./options.ts";
import { commandOf, kill, type Role, roles, Scene } from "./scene.ts";
import { Workers } from "./workers.ts";

/** Enough that none of them dies so often that a human is asked. */
const workerCount = 40;
const withinMs = 300_000;
/** Beyond the limit of silence: it is resumed before it was given up, in the middle of that, or not any more. */
const longestPauseMs = 10_000;

/** The exit status: 0 where everything holds. */
export async function runChaos(directory: string, options: Options, signal: AbortSignal): Promise<number> {
  process.stdout.write(`seed ${options.seed}, ${options.chaos} faults\n`);
  const workers = new Workers(directory, workerCount);
  const scene = new Scene(directory, { port: await freePort(), limits: options.limits, more: workers.yaml() });
  scene.configure();
  try {
    await scene.up(signal);
    await strikeAll(scene, workers, options, signal);
    await scene.until("all three are well", () => scene.isWell() && isThree(scene), withinMs, signal);
    const areUp = () => workers.names.every((name) => workers.living(name).length === 1);
    await scene.until("all services are up", areUp, withinMs, signal);
    return await judge(scene, workers, signal);
  } finally {
    await scene.end();
    scene.keepLog(join(options.directory, "chiron-bench-healers.log"));
  }
}

async function strikeAll(scene: Scene, workers: Workers, { chaos, seed }: Options, signal: AbortSignal): Promise<void> {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  for (let struck = 0; struck < chaos; ) {
    const fault = pick(["kill", "kill", "hang", "pause"] as const);
    const victims = pickVictims(random, pick);
    // Where nobody who works would be left, nobody could bring the others back: that is another story.
    const isSpared = roles.some((role) => !victims.includes(role) && scene.beat(role)?.state === "healthy");
    if (!isSpared) await scene.until("there are three again", () => scene.isWell(), withinMs, signal);
    const worker = pick(workers.names);
    const dies = random() < 0.5 && workers.kill(worker);
    const pids = victims.flatMap((role) => scene.beat(role)?.pid ?? []);
    for (const pid of pids) kill(pid, fault === "kill" ? "SIGKILL" : "SIGSTOP");
    if (fault === "pause") resumeLater(scene, pids, random() * longestPauseMs);
    struck += pids.length;
    process.stderr.write(`${struck}/${chaos}: ${fault} ${victims.join("+")}${dies ? `, and ${worker}` : ""}\n`);
    if (random() < 0.5) await sleep(random() * 3_000, undefined, { signal });
    else
      await scene.until(
        "well again",
        () => scene.isWell(fault === "pause" ? new Set() : new Set(pids)),
        withinMs,
        signal,
      );
    await keepOneAlive(scene, signal);
  }
}

function resumeLater(scene: Scene, pids: readonly number[], afterMs: number): void {
  setTimeout(() => {
    for (const { pid } of scene.processes()) if (pids.includes(pid)) kill(pid, "SIGCONT");
  }, afterMs).unref();
}

function pickVictims(random: () => number, pick: <T>(list: readonly T[]) => T): readonly Role[] {
  const dice = random();
  if (dice < 0.7) return [pick(roles)];
  return dice < 0.85 ? ["engine", "mender"] : pick([["engine", "watchdog"] as const, ["mender", "watchdog"] as const]);
}

/** Where the faults of before have left only one that works, it is given the time to bring the others back. */
async function keepOneAlive(scene: Scene, signal: AbortSignal): Promise<void> {
  const working = () => scene.processes().filter(({ state }) => state !== "T").length;
  if (working() < 2) await scene.until("there are three again", () => scene.isWell(), withinMs, signal);
  else await scene.until("two work", () => working() >= 2, withinMs, signal);
}

async function judge(scene: Scene, workers: Workers, signal: AbortSignal): Promise<number> {
  const found: string[] = [];
  const chiron = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, "--data-dir", scene.dataDir, ...words], { encoding: "utf8" });
  if (!isThree(scene)) found.push(`not one of each: ${JSON.stringify(scene.processes())}`);
  found.push(...leftOver(scene, workers).map((what) => `neither one of the three nor a service: ${what}`));
  const isSettled = () => examine(scene.dataDir, workers).problems.every((problem) => !problem.includes("still open"));
  await scene.until("all incidents are over", isSettled, withinMs, signal).catch((error) => found.push(String(error)));
  const books = examine(scene.dataDir, workers);
  found.push(...books.problems);
  const ended = chiron("down");
  if (ended.status !== 0) found.push(`it does not end: ${ended.stdout}${ended.stderr}`);
  const left = scene.members();
  if (left.length > 0) found.push(`left over: ${left.join(", ")}`);
  const verified = chiron("audit", "verify");
  if (verified.status !== 0) found.push(`the chain does not verify: ${verified.stdout}${verified.stderr}`);
  process.stdout.write(`${books.counted}; ${verified.stdout.trim()}\n`);
  for (const one of found) process.stdout.write(`FAIL ${one}\n`);
  if (found.length === 0) process.stdout.write("all of it holds\n");
  return found.length === 0 ? 0 : 1;
}

/** Beside the three and the services there is, of the engine that is there now, one process for each service that stands by for its next start. */
function leftOver(scene: Scene, workers: Workers): readonly string[] {
  const own = [...scene.processes().map(({ pid }) => pid), ...workers.names.flatMap((name) => workers.living(name))];
  const others = scene.members().filter((pid) => !own.includes(pid));
  const engine = scene.beat("engine")?.pid;
  const isStandby = (pid: number) =>
    readStat(pid)?.parent === engine && commandOf(pid).some((word) => word.startsWith(": chiron standby;"));
  const standbys = others.filter(isStandby);
  const left = others.filter((pid) => !standbys.includes(pid)).map((pid) => `${pid} ${commandOf(pid).join(" ")}`);
  return standbys.length > workers.names.length ? [...left, `${standbys.length} that stand by`] : left;
}
