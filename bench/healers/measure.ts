/** One fault after the other, and how long until it was seen, and until all three were well again. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, type Victims, victims } from "./faults.ts";
import { kill, type Role, type Scene } from "./scene.ts";

export interface Trial {
  readonly fault: string;
  readonly who: Victims;
  /** From the fault to the word of the one who answers for it; of all three, to the first new process. */
  readonly detectedMs: number;
  /** From the fault to three processes that are well, each of which sees the others. */
  readonly recoveredMs: number;
  /** What the engine said of itself then. */
  readonly engine: string;
  /** From the moment at which the surroundings were put right until all were healthy; absent where nothing was to be put right. */
  readonly mendedMs?: number;
}

const withinMs = 240_000;
/** So that the recovery before is over for those who did it, too. */
const restMs = 500;

export async function measure(scene: Scene, fault: Fault, who: Victims, signal: AbortSignal): Promise<Trial> {
  const what = `${fault.name} of ${who}`;
  await scene.until(`all are well before ${what}`, () => scene.isWell() && isQuiet(scene), 120_000, signal);
  await sleep(restMs, undefined, { signal });
  const struck = victims[who].map((role: Role) => scene.beat(role)?.pid ?? 0);
  const but = new Set(struck);
  const said = scene.lines().length;
  const at = performance.now();
  const mend = await fault.inject(scene, struck, signal);
  const detectedAt = await scene.until(`${what} is seen`, () => seenAt(scene, said, who, but), withinMs, signal);
  await scene.until(`${what} is recovered`, () => scene.isWell(but, fault.states), withinMs, signal);
  const recoveredMs = performance.now() - at;
  const engine = scene.beat("engine")?.state ?? "gone";
  await scene.until("one of each is there", () => isThree(scene), 30_000, signal);
  if (fault.stands?.(scene) === false) throw new Error(`${what} is not there: what was measured is something else`);
  const times = { fault: fault.name, who, detectedMs: detectedAt - at, recoveredMs, engine };
  if (mend === undefined) return times;
  const mendedAt = performance.now();
  await mend(signal);
  await scene.until(`all are healthy after ${what}`, () => scene.isWell(), withinMs, signal);
  return { ...times, mendedMs: performance.now() - mendedAt };
}

/** Monotonic: when somebody said so, or when another process stood there in its place. */
function seenAt(scene: Scene, from: number, who: Victims, but: ReadonlySet<number>): number | undefined {
  const line = scene
    .lines()
    .slice(from)
    .find(({ text }) => isDetection(text, who));
  if (line !== undefined) return line.at;
  const isReplaced = victims[who].some((role: Role) => {
    const pid = scene.beat(role)?.pid;
    return pid !== undefined && !but.has(pid);
  });
  return isReplaced ? performance.now() : undefined;
}

function isDetection(text: string, who: Victims): boolean {
  if (who === "all") return false;
  if (who === "both")
    return /emergency/i.test(text) || /the (engine|mender) .*is (gone|silent|bloated|absent): the/.test(text);
  return new RegExp(`the ${who} .*is (gone|absent|silent|bloated): the`).test(text);
}

/** What a healer began it also says the end of. */
function isQuiet(scene: Scene): boolean {
  const { begun, ended } = scene.lines().reduce(
    ({ begun, ended }, { text }) => ({
      begun: begun + (/ is (gone|absent|silent|bloated): the /.test(text) ? 1 : 0),
      ended: ended + (/ is (not )?recovered| could not be recovered/.test(text) ? 1 : 0),
    }),
    { begun: 0, ended: 0 },
  );
  return ended >= begun || performance.now() - (scene.lines().at(-1)?.at ?? 0) > 5_000;
}

/**
 * Whoever has just brought somebody back waits longer before it does so again. A trial is to show the fault, and not the back-off of the
 * one before: who has already answered in this series is exchanged first.
 */
export class Answering {
  /** Who has brought back whom. */
  readonly #answered = new Set<string>();

  /** To be called right before each trial. */
  async renew(scene: Scene, who: Victims, signal: AbortSignal): Promise<void> {
    await scene.until("all are well", () => scene.isWell(), withinMs, signal);
    const role = answersFor(who);
    const pid = role === undefined ? undefined : scene.beat(role)?.pid;
    if (role === undefined || pid === undefined) return;
    if (this.#answered.has(`${pid} ${who}`)) {
      this.#note(scene, role);
      kill(pid, "SIGKILL");
      await scene.until("another answers", () => scene.isWell(new Set([pid])), withinMs, signal);
    }
    this.#note(scene, who);
  }

  #note(scene: Scene, who: Victims): void {
    const role = answersFor(who);
    if (role !== undefined) this.#answered.add(`${scene.beat(role)?.pid} ${who}`);
  }
}

function answersFor(who: Victims): Role | undefined {
  if (who === "engine") return "mender";
  if (who === "mender" || who === "watchdog") return "engine";
  return who === "both" ? "watchdog" : undefined;
}

export function isThree(scene: Scene): boolean {
  return (
    scene
      .processes()
      .map(({ role }) => role)
      .toSorted()
      .join() === "engine,mender,watchdog"
  );
}
