/** The data folder and the store in it. */
import { accessSync, constants, existsSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "#core/model/plain";
import { socketOf, storeOf } from "../places.ts";
import { counted } from "../words.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** sun_path of unix(7) has 108 bytes, the last of them a zero. */
const longestSocketPath = 107;

export function checkDataFolder(dataDir: string): Check {
  const name = "data folder";
  if (Buffer.byteLength(socketOf(dataDir)) > longestSocketPath) {
    return fail(name, `${dataDir} is too long a path for a socket in it`, "Choose a shorter one with --data-dir.");
  }
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  if (stat === undefined) return checkPlaceFor(name, dataDir);
  if (!stat.isDirectory()) return fail(name, `${dataDir} is not a folder`, "Choose another one with --data-dir.");
  if (!isWritable(dataDir))
    return fail(name, `${dataDir} cannot be written`, "Run Chiron as its owner, or choose another with --data-dir.");
  return checkPrivacy(name, dataDir, stat);
}

/** It is made by `up`. */
function checkPlaceFor(name: string, dataDir: string): Check {
  const parent = nearestFolder(dataDir);
  if (isWritable(parent)) return ok(name, `${dataDir} is not there yet; \`chiron up\` makes it`);
  return fail(name, `${dataDir} cannot be made: ${parent} cannot be written`, "Choose another one with --data-dir.");
}

/** Whoever may write there may decide what is healed; whoever may read, sees what the log tells. */
function checkPrivacy(name: string, dataDir: string, { mode, uid }: Stats): Check {
  const advice = `chmod 700 ${dataDir}`;
  if (uid !== process.getuid?.()) return warn(name, `${dataDir} belongs to another user`, "Run Chiron as its owner.");
  if ((mode & 0o022) !== 0) return fail(name, `others may write to ${dataDir}`, advice);
  if ((mode & 0o077) !== 0) return warn(name, `others may look into ${dataDir}`, advice);
  return ok(name, `${dataDir} is yours alone`);
}

export function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A larger log is verified by `chiron audit verify`, which may take its time. */
const quickBytes = 64 * 1024 * 1024;

export async function checkStore(dataDir: string): Promise<Check> {
  const path = storeOf(dataDir);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return ok("store", "there is none yet; `chiron up` makes it");
  try {
    if (stat.size > quickBytes) {
      const { openLogReader } = await import("#core/log/read");
      const reader = openLogReader(path);
      const { seq } = reader.head();
      reader.close();
      return ok("store", `it opens, with ${counted(seq, "event")}; \`chiron audit verify\` checks them all`);
    }
    const { verifyLog } = await import("#core/log/verify");
    const { ok: isWhole, events, problems, problemCount } = verifyLog(path);
    if (isWhole) return ok("store", `whole, with ${counted(events, "event")}`);
    return fail(
      "store",
      `${counted(problemCount, "problem")}: ${problems[0]?.message ?? "unknown"}`,
      "See them all: chiron audit verify",
    );
  } catch (error) {
    return fail("store", messageOf(error), "See: chiron audit verify");
  }
}
