/** Random kills and hangs in a row, and what is left in the end. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../lib/random.ts";
import { isThree } from "./measure.ts";
import type { Options } from "./options.ts";
import { kill, type Role, roles, type Scene } from "./scene.ts";

const program = join(import.meta.dirname, "..", "..", "bin", "chiron.js");

/** The exit status: 0 where everything holds. */
export async function runChaos(scene: Scene, { chaos, seed }: Options, signal: AbortSignal): Promise<number> {
  process.stdout.write(`seed ${seed}, ${chaos} faults\n`);
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let struck = 0;
  while (struck < chaos) {
    const fault = pick(["SIGKILL", "SIGKILL", "SIGSTOP"] as const);
    const victims = pickVictims(random, pick);
    // Where nobody who works would be left, nobody could bring the others back: that is another story.
    const isSpared = roles.some((role) => !victims.includes(role) && scene.beat(role)?.state === "healthy");
    if (!isSpared) await scene.until("there are three again", () => scene.isWell(), 300_000, signal);
    const pids = victims.flatMap((role) => scene.beat(role)?.pid ?? []);
    for (const pid of pids) kill(pid, fault);
    struck += pids.length;
    process.stderr.write(`${struck}/${chaos}: ${fault} ${victims.join("+")}\n`);
    if (random() < 0.5) await sleep(random() * 3_000, undefined, { signal });
    else await scene.until("well again", () => scene.isWell(new Set(pids)), 300_000, signal);
    await keepOneAlive(scene, signal);
  }
  await scene.until("all three are well", () => scene.isWell() && isThree(scene), 600_000, signal);
  return judge(scene);
}

function pickVictims(random: () => number, pick: <T>(list: readonly T[]) => T): readonly Role[] {
  const dice = random();
  if (dice < 0.7) return [pick(roles)];
  return dice < 0.85 ? ["engine", "mender"] : pick([["engine", "watchdog"] as const, ["mender", "watchdog"] as const]);
}

/** Where the faults of before have left only one that works, it is given the time to bring the others back. */
async function keepOneAlive(scene: Scene, signal: AbortSignal): Promise<void> {
  const working = () => scene.processes().filter(({ state }) => state !== "T").length;
  if (working() < 2) await scene.until("there are three again", () => scene.isWell(), 300_000, signal);
  else await scene.until("two work", () => working() >= 2, 300_000, signal);
}

async function judge(scene: Scene): Promise<number> {
  const found: string[] = [];
  const chiron = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, "--data-dir", scene.dataDir, ...words], { encoding: "utf8" });
  if (!isThree(scene)) found.push(`not one of each: ${JSON.stringify(scene.processes())}`);
  const verified = chiron("audit", "verify");
  if (verified.status !== 0) found.push(`the chain does not verify: ${verified.stdout}${verified.stderr}`);
  const workers = scene.members().length - scene.processes().length;
  process.stdout.write(`the three, and ${workers} further processes; ${verified.stdout.trim()}\n`);
  for (const one of found) process.stdout.write(`FAIL ${one}\n`);
  if (found.length === 0) process.stdout.write("all of it holds\n");
  return found.length === 0 ? 0 : 1;
}
