/**
 * Keeps all others from writing to a file, and says so; readers go on. It ends when it is killed, or by itself once another file stands
 * in the place of the one that it holds. It is never closed in order: a proper end would write the log back into a file that nobody
 * should touch, a kill only lets the lock go.
 */
import { openSync, readSync, statSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "#core/model/plain";

const busyMs = 5_000;
const waitMs = 50;
const lookMs = 1_000;

export async function hold(path: string): Promise<void> {
  try {
    const inode = statSync(path).ino;
    await untilNoJournal(path);
    const database = new DatabaseSync(path, { timeout: busyMs });
    database.exec("BEGIN IMMEDIATE");
    writeSync(1, `held\n`);
    // As long as the connection is used below, nothing collects it.
    while (inodeOf(path) === inode && database.isTransaction) await sleep(lookMs);
    writeSync(1, "another file is in its place\n");
  } catch (error) {
    writeSync(1, `failed: ${messageOf(error)}\n`);
  }
  process.kill(process.pid, "SIGKILL");
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** To open a file that has one for writing is to take back what was unfinished: that writes to the file. */
async function untilNoJournal(path: string): Promise<void> {
  for (let waited = 0; hasJournal(path); waited += waitMs) {
    if (waited >= busyMs)
      throw new Error("an unfinished transaction lies beside it, and holding it would take that back");
    await sleep(waitMs);
  }
}

/** A journal that is only kept for the next transaction begins with zeros. */
function hasJournal(path: string): boolean {
  try {
    const file = openSync(`${path}-journal`, "r");
    const first = Buffer.alloc(8);
    return readSync(file, first, 0, first.length, 0) > 0 && first.some((byte) => byte !== 0);
  } catch {
    return false;
  }
}
