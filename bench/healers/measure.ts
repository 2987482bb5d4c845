/** One fault after the other, and how long until it was seen, and until all three were well again. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, type Victims, victims } from "./faults.ts";
import type { Role, Scene } from "./scene.ts";

export interface Trial {
  readonly fault: string;
  readonly who: Victims;
  /** From the fault to the word of the one who answers for it. */
  readonly detectedMs: number;
  /** From the fault to three healthy processes, each of which sees the others. */
  readonly recoveredMs: number;
}

const withinMs = 240_000;
/** So that the recovery before is over for those who did it, too. */
const restMs = 500;

export async function measure(scene: Scene, fault: Fault, who: Victims, signal: AbortSignal): Promise<Trial> {
  await scene.until("all are well before the fault", () => scene.isWell() && isQuiet(scene), 120_000, signal);
  await sleep(restMs, undefined, { signal });
  const struck = victims[who].map((role: Role) => scene.beat(role)?.pid ?? 0);
  const said = scene.lines().length;
  const at = performance.now();
  for (const pid of struck) await fault.inject(scene, pid, signal);
  const detected = await scene.until(
    `${fault.name} of ${who} is seen`,
    () =>
      scene
        .lines()
        .slice(said)
        .find(({ text }) => isDetection(text, who)),
    withinMs,
    signal,
  );
  const but = new Set(struck);
  await scene.until(`${fault.name} of ${who} is recovered`, () => scene.isWell(but), withinMs, signal);
  const recoveredMs = performance.now() - at;
  await scene.until("one of each is there", () => isThree(scene), 30_000, signal);
  return { fault: fault.name, who, detectedMs: detected.at - at, recoveredMs };
}

function isDetection(text: string, who: Victims): boolean {
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

export function isThree(scene: Scene): boolean {
  return (
    scene
      .processes()
      .map(({ role }) => role)
      .toSorted()
      .join() === "engine,mender,watchdog"
  );
}
