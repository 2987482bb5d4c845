/** Whether a log that could not be written can be written again: on its disk, and in its file. */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf } from "#core/model/plain";
import { Database } from "./database.ts";

/** For a commit, a checkpoint, and what else is written when an engine begins. */
const neededBytes = 4 * 1_048_576;
const probeBytes = 65_536;

/** Why not, in words; undefined when it can. Waits for nobody. */
export function whyUnwritable(path: string): string | undefined {
  const beside = join(dirname(path), ".room");
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < neededBytes) return "the disk is full";
    const file = openSync(beside, "w", 0o600);
    try {
      writeSync(file, Buffer.alloc(probeBytes, "x"));
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(beside, { force: true });
    }
    const db = new Database(path, { busyTimeoutMs: 0 });
    try {
      db.run("BEGIN IMMEDIATE");
      db.rollBack();
    } finally {
      db.close();
    }
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
