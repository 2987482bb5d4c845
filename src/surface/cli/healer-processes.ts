/** The processes of a data folder: recognised for certain, or not there; and how they are told to end. */
import type { ProcessIdentity } from "#core/model";
import { ChironError } from "#core/model/plain";
import type { Role } from "#healers/mutual";

export interface HealerProcess {
  readonly role: Role;
  readonly process: ProcessIdentity;
  /** An engine without a heartbeat: of an older version, or one that was started without the others. */
  readonly isAlone?: true;
}

/** The watchdog first, if it is there: it is the one that people see. */
export async function findHealers(dataDir: string): Promise<readonly HealerProcess[]> {
  const { livingBeat, placesIn, findProcess } = await import("#healers/mutual");
  const { readEngineRecord } = await import("#healers/engine/record");
  const places = placesIn(dataDir);
  const found = (["watchdog", "engine", "mender"] as const).flatMap((role) => {
    const process = livingBeat(places, role)?.process;
    return process === undefined ? [] : [{ role, process }];
  });
  // An engine that does without the others, as those of older versions do, has no heartbeat.
  const record = readEngineRecord(dataDir)?.process;
  const isKnown = found.some(({ process }) => process.pid === record?.pid);
  if (record === undefined || isKnown || findProcess(record) === undefined) return found;
  return [...found, { role: "engine", process: record, isAlone: true }];
}

export interface EndUnderWay {
  /** Tells each of them once. */
  tell(left: readonly HealerProcess[]): void;
  over(): void;
}

/** From now on nobody recovers anybody. */
export async function beginEnd(dataDir: string, keepServices: boolean): Promise<EndUnderWay> {
  const { findProcess, markEnding, ownIdentity, placesIn, readEnding, send, isSame, unmarkEnding } = await import(
    "#healers/mutual"
  );
  const { ending } = placesIn(dataDir);
  const own = ownIdentity();
  markEnding(ending, { process: own, reason: "chiron down", keepServices });
  const told = new Set<string>();
  return {
    tell(left) {
      // It takes the others along. One that is stopped itself takes nobody along.
      const watchdog = left.find(({ role, process }) => role === "watchdog" && findProcess(process)?.state !== "T");
      for (const one of watchdog === undefined ? left : [watchdog]) {
        const { role, process } = one;
        const key = `${process.pid}.${process.startTicks}`;
        if (told.has(key)) continue;
        told.add(key);
        const isStopped = findProcess(process)?.state === "T";
        const signal = isStopped && role === "watchdog" ? "SIGKILL" : signalFor(one, keepServices);
        if (!send(process.pid, signal) && findProcess(process) !== undefined)
          throw new ChironError("forbidden", `the ${role} (pid ${process.pid}) cannot be ended by this user`);
        if (isStopped) send(process.pid, "SIGCONT");
      }
    },
    over() {
      const standing = readEnding(ending);
      if (standing !== undefined && isSame(standing.process, own)) unmarkEnding(ending);
    },
  };
}

/** To an engine beside others SIGTERM means that it alone is ended; SIGINT takes the services along. */
function signalFor({ role, isAlone }: HealerProcess, keepServices: boolean): NodeJS.Signals {
  if (keepServices) return "SIGUSR2";
  return role === "engine" && isAlone === undefined ? "SIGINT" : "SIGTERM";
}
