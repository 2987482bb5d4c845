/** Does one task. Whatever happens, every line stands in the log or in the archive; what failed is as it was before. */
import { type ActionContext, messageOf } from "#core/model";
import type { KnownFile, SetAside } from "#core/platform";
import { findProcess } from "../known-process.ts";
import { shownPath, sizeInWords } from "../quantity.ts";
import { Refusal } from "../result.ts";
import { archivedAs } from "./names.ts";
import type { Declared } from "./schema.ts";
import { inWords, type Log, type Task, writersOf } from "./survey.ts";

export interface Done {
  readonly says: string;
  readonly archived: string;
  readonly bytes: number;
  readonly compressedBytes: number;
}

/** Of a file that nobody was told about, and that somebody may just now have opened. */
const settlingMs = 1_000;

export async function carryOut(task: Task, context: ActionContext): Promise<Done> {
  const { log } = task;
  switch (task.kind) {
    case "compress":
      return putAway(known(log), archivedAs(log.path, log.stat.modifiedAt), `Compressed ${inWords(log)}`, context);
    case "cut":
      return cut(log, context);
    case "replace": {
      const { aside } = await setAside(log, context);
      await requireReleased(aside, settlingMs, context);
      return putAway(aside, aside.path, `Rotated ${inWords(log)}, which nobody had open`, context);
    }
    case "reopen":
      return rotate(log, task.reopen, context);
    case "finish":
      return finish(log, context);
  }
}

async function putAway(file: KnownFile, as: string, says: string, context: ActionContext): Promise<Done> {
  const archived = `${as}.gz`;
  const { bytes, compressedBytes } = await context.files.archive({ file, to: archived }, context.signal);
  return {
    says: `${says}: ${sizeInWords(compressedBytes)} as ${shownPath(archived)}`,
    archived,
    bytes,
    compressedBytes,
  };
}

async function cut(log: Log, { files, clock, signal }: ActionContext): Promise<Done> {
  const archived = `${archivedAs(log.path, clock.now())}.gz`;
  const result = await files.copyAndTruncate({ file: known(log), to: archived }, signal);
  const { bytes, compressedBytes, windowMicroseconds } = result;
  const how =
    windowMicroseconds === 0
      ? "took what was copied off its front, without losing a line"
      : `cut it to nothing; what was written within ${Math.ceil(windowMicroseconds)} microseconds may be lost`;
  const says =
    `Copied ${inWords(log)}: ${sizeInWords(compressedBytes)} as ${shownPath(archived)}; since ${writersOf(log)} ` +
    `cannot be told to open it again, ${how}`;
  return { says, archived, bytes, compressedBytes };
}

async function rotate(log: Log, reopen: NonNullable<Declared["reopen"]>, context: ActionContext): Promise<Done> {
  const writer = await writerFor(reopen, context);
  const moved = await setAside(log, context);
  try {
    await tell(writer, reopen, context);
    const startedAt = context.clock.monotonic();
    await requireReleased(moved.aside, reopen.within, context);
    const tookMs = Math.round(context.clock.monotonic() - startedAt);
    const says = `Rotated ${inWords(log)}; process ${writer.pid} opened it anew within ${tookMs} ms, and no line was lost`;
    return await putAway(moved.aside, moved.aside.path, says, context);
  } catch (error) {
    throw new Refusal(`${messageOf(error)}; ${await takenBack(moved, context)}`);
  }
}

/** The writer went on writing to what was set aside, all the time; so nothing is lost whichever way it ends. */
async function takenBack(moved: SetAside, { files }: ActionContext): Promise<string> {
  // A new signal: what was broken off is still put back.
  const back = await files.putBack(moved, new AbortController().signal).catch(() => false);
  return back ? "the log is where it was" : `what was written until then is ${shownPath(moved.aside.path)}`;
}

/** It may still be open, when the one who set it aside died before it could tell the writer. */
async function finish(log: Log, context: ActionContext): Promise<Done> {
  const { reopen } = log.entry;
  if (log.users.length > 0) {
    if (reopen === undefined) throw new Refusal(`${writersOf(log)} still writes to it`);
    await tell(await writerFor(reopen, context), reopen, context);
    await requireReleased(known(log), reopen.within, context);
  }
  return putAway(known(log), log.path, `Compressed ${inWords(log)}, which an earlier run had set aside`, context);
}

function setAside(log: Log, { files, clock, signal }: ActionContext): Promise<SetAside> {
  return files.setAside({ file: known(log), to: archivedAs(log.path, clock.now()) }, signal);
}

export async function writerFor(
  reopen: NonNullable<Declared["reopen"]>,
  context: Parameters<typeof findProcess>[1],
): Promise<{ readonly pid: number; readonly identity: Awaited<ReturnType<typeof findProcess>>["identity"] }> {
  const { pidFile, program } = reopen;
  const service = pidFile === undefined ? context.target.supervisor : undefined;
  if (pidFile === undefined && service === undefined) {
    throw new Refusal(`${context.target.id} has no service of its own; name the pidFile of the writer under reopen`);
  }
  const { identity } = await findProcess({ pidFile, service, program }, context);
  return { pid: identity.pid, identity };
}

async function tell(
  { identity, pid }: Awaited<ReturnType<typeof writerFor>>,
  { signal }: NonNullable<Declared["reopen"]>,
  { processes }: ActionContext,
): Promise<void> {
  if (!processes.signal(identity, signal, "process"))
    throw new Refusal(`process ${pid} was gone before ${signal} reached it`);
}

async function requireReleased(file: KnownFile, withinMs: number, { files, signal }: ActionContext): Promise<void> {
  const writers = await files.untilReleased(file, withinMs, signal);
  const [first] = writers;
  if (first !== undefined) throw new Refusal(`process ${first.pid} did not open its log anew within ${withinMs} ms`);
}

function known({ path, stat }: Log): KnownFile {
  return { path, inode: stat.inode };
}
