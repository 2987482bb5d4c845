/** The orderly end of all three: nobody recovers anybody any more, the services end with the engine where they are to, the watchdog goes last. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import { exitCodes } from "#core/model/plain";
import {
  findProcess,
  hangsForGood,
  livingBeat,
  type Member,
  markEnding,
  type Role,
  send,
  unmarkEnding,
} from "#healers/mutual";
import type { Known } from "./bring-up.ts";
import type { HowToEnd } from "./signals.ts";

const lookEveryMs = 20;
const healers = ["engine", "mender"] as const;

/** The exit code. `known`: those that may not have said anything yet. */
export async function endAll(
  member: Member,
  { reason, keepServices }: HowToEnd,
  known: Known,
  second: Promise<void>,
): Promise<number> {
  const { places } = member;
  const mark = { process: member.own().process, reason, keepServices };
  if (member.ownsPlaces()) markEnding(places.ending, mark);
  const resting = member.rest();
  let isHurried = false;
  void second.then(() => {
    isHurried = true;
  });
  const told = new Set<string>();
  for (;;) {
    const left = healers.flatMap((role) => livingOf(role));
    // What was under way here may have started one last.
    if (left.length === 0 && (await isOver(resting))) break;
    for (const process of left) {
      const { pid } = process;
      if (isHurried) send(pid, "SIGKILL");
      else if (!told.has(keyOf(process))) send(pid, keepServices ? "SIGUSR2" : "SIGINT");
      told.add(keyOf(process));
    }
    await sleep(lookEveryMs);
  }
  if (member.ownsPlaces()) unmarkEnding(places.ending);
  return isHurried ? exitCodes.failed : exitCodes.done;

  function livingOf(role: Role) {
    // By memory as well: the files may be gone, with the data folder, or be those of another Chiron that was begun in its place.
    const beating = livingBeat(places, role)?.process;
    const processes = [member.ownsPlaces() ? beating : undefined, member.watcher.known(role), known.get(role)];
    const living = processes.filter((process) => process !== undefined);
    return [...new Map(living.map((process) => [keyOf(process), process])).values()].filter(
      (process) => findProcess(process) !== undefined && !hangsForGood(process.pid),
    );
  }
}

/** Two that are started side by side may well begin in the same tick. */
function keyOf({ pid, startTicks }: ProcessIdentity): string {
  return `${pid}@${startTicks}`;
}

function isOver(work: Promise<void>): Promise<boolean> {
  return Promise.race([work.then(() => true), sleep(0, false)]);
}
