import { chmod, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ActionContext, type ActionResult, type DryRunContext, defineAction } from "#core/model";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";
import {
  type HaltInput,
  type HaltNote,
  haltSchema,
  holdersOf,
  holdMark,
  letGo,
  notePath,
  readNote,
  requireFile,
} from "../sqlite-halt.ts";

const anyWrite = 0o222;
const permissions = 0o7777;
const lookMs = 20;

/**
 * It has no undo on purpose: a strategy that halts writes to a damaged file does not make it whole, and is undone because of that; the
 * writers must stay out all the same. `sqlite.release` lets them in.
 */
export const sqliteHalt = defineAction({
  name: "sqlite.halt",
  summary: "Keeps writers away from a damaged SQLite database, until they are let in again",
  schema: haltSchema,
  risk: "high",
  idempotent: true,
  dryRun: ({ database }, context) =>
    saying(async () => {
      await requireFile(database.path, context.files);
      const before = await readNote(database.path, context.files);
      if (before !== undefined) return `Would do nothing: writes to ${database.path} are halted since ${before.since}.`;
      return `${await sayHow(database, context)} Would note it in ${notePath(database.path)}.`;
    }),
  run: ({ database }, context) =>
    answering(async () => {
      const { path, halt } = database;
      if (context.signal.aborted) return failed("It was broken off before anything was halted");
      await requireFile(path, context.files);
      const before = await readNote(path, context.files);
      if (before !== undefined && stands(before, path, context))
        return succeeded(`Writes to ${path} are halted since ${before.since}`);
      switch (halt) {
        case "lock":
          return lock(path, context);
        case "readOnly":
          return makeReadOnly(path, context, before);
        case "stopService":
          return stopService(path, context);
      }
    }),
});

async function sayHow({ path, halt }: HaltInput["database"], { target, services }: DryRunContext): Promise<string> {
  switch (halt) {
    case "lock":
      return `Would start a process that holds the write lock of ${path}: who writes to it waits or fails, who reads goes on.`;
    case "readOnly": {
      const mode = (await stat(path)).mode & permissions;
      return `Would change the permissions of ${path} from ${octal(mode)} to ${octal(mode & ~anyWrite)}; who has it open already writes on.`;
    }
    case "stopService": {
      if (target.supervisor === undefined) throw new Refusal(`${target.id} declares no supervisor`);
      const pid = services.look(target.id).process?.pid;
      const what = pid === undefined ? "which is not running" : `pid ${pid} and everything that it started`;
      return `Would stop the service of ${target.id}, ${what}, and keep it stopped.`;
    }
  }
}

/** A note alone halts nobody: the process that held the lock may be gone since. */
function stands(note: HaltNote, path: string, context: ActionContext): boolean {
  return note.how !== "lock" || holdersOf(path, context).length > 0;
}

async function note(path: string, context: ActionContext, more: Pick<HaltNote, "how" | "mode">): Promise<void> {
  const { effect, clock, target, files } = context;
  const since = new Date(clock.now()).toISOString();
  const written: HaltNote = { by: "chiron", effect, since, letGo: `${letGo} ${target.id}`, ...more };
  await files.write(notePath(path), `${JSON.stringify(written, null, 2)}\n`, { durable: true, mode: 0o644 });
}

async function lock(path: string, context: ActionContext): Promise<ActionResult> {
  const { files, processes, sqlite, scratch } = context;
  await files.makeFolder(scratch, 0o700);
  const log = join(scratch, "hold.log");
  if ((await files.stat(log)) !== undefined) await files.remove(log);
  const command = sqlite.holdCommand(path);
  const { identity } = await processes.spawn({ command, cwd: dirname(path), env: { [holdMark]: path }, log });
  try {
    const said = await firstWord(log, context);
    if (said !== "held") throw new Refusal(said);
    await note(path, context, { how: "lock" });
    const artifact = {
      kind: "process",
      name: String(identity.pid),
      detail: `holds the write lock of ${path}`,
    } as const;
    return succeeded(`Process ${identity.pid} holds the write lock of ${path}`, [artifact]);
  } catch (error) {
    processes.signal(identity, "SIGKILL", "process");
    throw error;
  }
}

async function firstWord(log: string, { files, clock, signal }: ActionContext): Promise<string> {
  for (;;) {
    const text = (await files.stat(log)) === undefined ? "" : await files.read(log, 65_536);
    if (text.includes("\n")) return text.split("\n")[0] ?? "";
    await clock.sleep(lookMs, signal).catch(() => {
      throw new Refusal("no lock was got before time was up");
    });
  }
}

async function makeReadOnly(path: string, context: ActionContext, before: HaltNote | undefined): Promise<ActionResult> {
  // A run that died after its note has noted the permissions that were.
  const mode = before?.mode ?? (await stat(path)).mode & permissions;
  await note(path, context, { how: "readOnly", mode });
  await chmod(path, mode & ~anyWrite);
  return succeeded(
    `${path} may only be read: its permissions were ${octal(mode)}, and are ${octal(mode & ~anyWrite)}`,
    [{ kind: "file", name: path, detail: octal(mode & ~anyWrite) }],
  );
}

async function stopService(path: string, context: ActionContext): Promise<ActionResult> {
  const { target, services, signal, holdService } = context;
  if (target.supervisor === undefined) throw new Refusal(`${target.id} declares no supervisor`);
  await holdService(`writes to ${path} are halted, because it is damaged; ${letGo} ${target.id}`);
  const stopped = await services.stop(target.supervisor, { signal });
  if (stopped.success) await note(path, context, { how: "stopService" });
  return stopped;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
