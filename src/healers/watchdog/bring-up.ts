/** The first start: whoever lives already is taken up, whoever is missing is started, and the ready line is said once. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import { exitCodes } from "#core/model/plain";
import {
  clean,
  findProcess,
  formatArguments,
  type HealerArguments,
  isRecord,
  isSame,
  livingBeat,
  type Member,
  note,
  type Places,
  parseIdentity,
  type Role,
  readSmallJson,
  sideAudit,
  startRole,
} from "#healers/mutual";
import { launcherFor, putBackNext, tryReleaseAgain } from "#healers/mutual/last-good";

const lookEveryMs = 20;
/** An engine that takes longer has a long log to read; the mender need not wait for it. */
const menderWaitsMs = 10_000;
/** As it is, with the configuration that worked last, and with the release that did. */
const unattendedTries = 3;

export interface Up {
  readonly engine: ProcessIdentity;
  readonly mender: ProcessIdentity;
  readonly address: string;
  readonly targets: number;
}

/** Those that have been started here, or were found: also ones that have not said anything yet. */
export type Known = Map<Role, ProcessIdentity>;

export type BroughtUp = { readonly up: Up } | { readonly code: number };

/** `known` is filled as they come, so that an end that comes in between finds them. */
export async function bringUp(
  { places }: Member,
  given: HealerArguments,
  known: Known,
  signal: AbortSignal,
): Promise<BroughtUp> {
  let exit: { readonly code: number | null } | undefined;
  let isOurs = false;
  const take = async (role: Role): Promise<void> => {
    const living = livingBeat(places, role)?.process;
    if (living !== undefined) {
      note(`the ${role} runs already, pid ${living.pid}`);
      known.set(role, living);
      if (role === "engine") isOurs = false;
      return;
    }
    const started = await startRole(role, formatArguments(given), launcherFor(places.folder));
    known.set(role, started.identity);
    if (role !== "engine") return;
    isOurs = true;
    void started.ended.then((end) => (exit = end));
  };
  // A person who starts this very release wants it tried.
  if (!given.unattended) tryAgain(places);
  let tries = 0;
  const menderFrom = performance.now() + menderWaitsMs;
  await take("engine");
  while (!signal.aborted) {
    const ready = readyEngine(places, given.dataDir);
    if (ready !== undefined || performance.now() > menderFrom) if (!known.has("mender")) await take("mender");
    const mender = known.get("mender");
    if (ready !== undefined && mender !== undefined) return { up: { ...ready, mender } };
    if (exit !== undefined) {
      tries++;
      if (!given.unattended || tries >= unattendedTries) return { code: exit.code ?? exitCodes.failed };
      // Nobody stands by who could read what is wrong: what worked last is better than nothing.
      const why = `the engine ended over its start (exit code ${exit.code ?? "unknown"})`;
      const isAnother = await putBack(places, given, why);
      // A configuration that cannot be read is not read better the next time.
      if (!isAnother && exit.code === exitCodes.usage) return { code: exit.code };
      exit = undefined;
      await take("engine");
    }
    const engine = known.get("engine");
    // One that was found, and has gone since, was started by somebody else, who does not tell how it ended. Of one of ours that is heard, and a
    // moment after it is gone: a second one started within that moment would say the same once more.
    if (engine === undefined || (!isOurs && findProcess(engine) === undefined)) await take("engine");
    await sleep(lookEveryMs);
  }
  return { code: exitCodes.failed };
}

function tryAgain({ folder }: Places): void {
  try {
    tryReleaseAgain(folder);
  } catch {
    // Nothing was ever kept there, or nothing can be written: then it is as it was.
  }
}

/** Whether the next start is with something else. */
async function putBack({ folder }: Places, { dataDir }: HealerArguments, why: string): Promise<boolean> {
  try {
    const done = putBackNext(folder, "engine", why, Date.now());
    if (done !== undefined) await sideAudit("watchdog", dataDir)(done);
    return done !== undefined;
  } catch (error) {
    note(`chiron: what worked last could not be put back: ${String(error)}`);
    return true;
  }
}

/** It says so itself, by its beat; where it can be reached stands in its record. */
export function readyEngine(places: Places, dataDir: string): Omit<Up, "mender"> | undefined {
  const beat = livingBeat(places, "engine");
  if (beat === undefined || beat.state === "starting") return undefined;
  const record = readSmallJson(join(dataDir, "engine.json"));
  if (!isRecord(record)) return undefined;
  const process = parseIdentity(record.process);
  if (process === undefined || !isSame(process, beat.process)) return undefined;
  return { engine: process, address: String(record.address), targets: Number(record.targets ?? 0) };
}

export function announce({ engine, mender, address, targets }: Up, { dataDir, json }: HealerArguments): void {
  const pids = { pid: process.pid, engine: engine.pid, mender: mender.pid };
  const line = json
    ? JSON.stringify({ ready: true, ...pids, targets, address, dataDir })
    : `chiron is up: ${targets} target${targets === 1 ? "" : "s"}, ${address}, data in ${dataDir}`;
  process.stdout.write(`${clean(line)}\n`);
}
