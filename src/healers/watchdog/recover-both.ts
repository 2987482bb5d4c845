/** Both healers are at fault: the emergency, with this watchdog's hands (HEALER-04). */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Healer, NewEvent } from "#core/model";
import {
  endForGood,
  type Faults,
  formatArguments,
  type HealerArguments,
  hangsForGood,
  livingBeat,
  type Member,
  note,
  ownIdentity,
  readBeat,
  readEnding,
  sendPage,
  startRole,
} from "#healers/mutual";
import { openSideJournal, type SideJournal, sideJournalFolders } from "#healers/mutual/side-journal";
import { bootId, uptimeMs } from "#healers/mutual/small";
import {
  type EmergencyMeans,
  emergencyLimits,
  type Hands,
  runEmergency,
  standBy,
  takeUpEmergency,
  writeRecoveries,
} from "./emergency/index.ts";
import { openStarter } from "./starting/index.ts";

const now = () => ({ now: Date.now(), uptimeMs: uptimeMs(), bootId: bootId() });
/** After the first emergency that did not help; twice as long after each further one. */
const firstPauseMs = 5_000;
const longestPauseMs = 60_000;

export interface Recovery {
  /** As soon as this process is the watchdog: ends what one before it left half done. */
  takeUp(member: Member): void;
  recover(member: Member, faults: Faults): Promise<void>;
}

/** Counts from emergency to emergency, until one brings both back. */
export function createRecovery(given: HealerArguments): Recovery {
  const audit = auditOf(given.dataDir);
  let attempt = 1;
  let told: ReadonlySet<string> = new Set();
  return {
    takeUp(member) {
      attempt = takeUp(member, audit);
    },
    async recover(member, faults) {
      const starter = openStarter();
      const means = meansOf(member, given, faults, { attempt, audit });
      try {
        const end = await runEmergency({ ...means, starter, told });
        writeRecoveries(end, faults, audit);
        attempt = end.recovered ? 1 : attempt + 1;
        told = end.recovered ? new Set() : end.told;
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 2));
        if (!end.recovered) await standBy({ ...means, starter }, pauseMs);
      } finally {
        starter.close();
      }
    },
  };
}

/** What a watchdog before this one left half done. A journal that cannot be written is no reason not to heal. */
function takeUp({ places }: Member, audit: Audit): number {
  try {
    return takeUpEmergency(places.folder, { audit, now });
  } catch (error) {
    note(`chiron: what an earlier emergency left could not be taken up: ${String(error)}`);
    return 1;
  }
}

type Audit = (entry: NewEvent) => void;

/** Begins its journal with the first entry: most watchdogs never have anything to say. */
function auditOf(dataDir: string): Audit {
  let journal: SideJournal | undefined;
  return ({ type, data, actor }) => {
    const folders = sideJournalFolders(dataDir);
    journal ??= openSideJournal({ role: "watchdog", process: ownIdentity(), folders, now: Date.now });
    journal.append({ actor: actor ?? "healer:watchdog", type, data: { ...data } });
  };
}

function meansOf(
  member: Member,
  given: HealerArguments,
  faults: Faults,
  { attempt, audit }: { readonly attempt: number; readonly audit: Audit },
): EmergencyMeans {
  return {
    folder: member.places.folder,
    dataDir: given.dataDir,
    reason: `the engine is ${faults.engine ?? "there"}, the mender is ${faults.mender ?? "there"}`,
    ...{ attempt, audit, now },
    hands: handsOf(member, given, faults),
    monotonic: () => performance.now(),
    sleep: (delayMs, signal) => sleep(delayMs, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) }),
    page: (page, signal) => sendPage(page, given, signal),
    say: (line) => note(`chiron: ${line}`),
    limits: emergencyLimits,
  };
}

function handsOf(member: Member, given: HealerArguments, faults: Faults): Hands {
  const { places } = member;
  const words = formatArguments({ ...given, unattended: true });
  return {
    async end(healer) {
      const beat = readBeat(places.beat(healer), healer);
      return beat === undefined || (await endForGood(beat.process, 0)) || hangsForGood(beat.process.pid);
    },
    start: (healer, launcher) => startRole(healer, words, launcher),
    living(healer) {
      const beat = livingBeat(places, healer);
      if (beat === undefined) return undefined;
      const { process, state, sees } = beat;
      return {
        ...{ process, state },
        sees: ({ pid }, since) => sees.watchdog?.pid === pid && sees.watchdog.seq > since,
      };
    },
    own: () => member.own(),
    isEnding: () => readEnding(places.ending) !== undefined,
    failureOf: (healer) => ({ end: endOf(healer, faults), lastLines: lastLinesOf(given.dataDir) }),
  };
}

function endOf(healer: Healer, faults: Faults): string {
  switch (faults[healer]) {
    case "gone":
      return "has ended";
    case "absent":
      return "was never seen alive";
    case "silent":
      return "says nothing, though its process is there";
    case "bloated":
      return "takes too much memory";
    default:
      return "does not live";
  }
}

const tailBytes = 4_096;
const mostLines = 10;

/** Of the log that a detached Chiron writes; what a terminal or a journal got is not to be had from here. */
function lastLinesOf(dataDir: string): readonly string[] {
  let file = -1;
  try {
    file = openSync(join(dataDir, "chiron.log"), "r");
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString("utf8").trimEnd().split("\n").slice(-mostLines);
  } catch {
    return [];
  } finally {
    if (file !== -1) closeSync(file);
  }
}
