import { chmod } from "node:fs/promises";
import { type ActionContext, type ActionResult, defineAction } from "#core/model";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";
import { type HaltNote, haltSchema, holdersOf, notePath, readNote } from "../sqlite-halt.ts";

const lookMs = 10;

export const sqliteRelease = defineAction({
  name: "sqlite.release",
  summary: "Lets writers back to a SQLite database from which they were kept away",
  schema: haltSchema,
  risk: "medium",
  idempotent: true,
  dryRun: ({ database: { path } }, context) =>
    saying(async () => {
      const note = await readNote(path, context.files);
      const holders = holdersOf(path, context).map(({ pid }) => `process ${pid}`);
      const what = [
        ...holders.map((one) => `end ${one}, which holds its write lock`),
        ...(note === undefined ? [] : [sayNote(note, path)]),
      ];
      return what.length === 0
        ? `Would do nothing: writes to ${path} are not halted.`
        : `Would ${what.join(", and ")}, and remove ${notePath(path)}.`;
    }),
  run: ({ database: { path } }, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before anything was let go");
      const note = await readNote(path, context.files);
      await endHolders(path, context);
      if (note === undefined) return succeeded(`Writes to ${path} were not halted`);
      const released = await letIn(note, path, context);
      if (released.success) await context.files.remove(notePath(path));
      return released;
    }),
});

/** A process gives up its locks only after its memory, by which it is found. */
async function endHolders(path: string, context: ActionContext): Promise<void> {
  const { processes, clock, signal } = context;
  const holders = holdersOf(path, context);
  for (const identity of holders) processes.signal(identity, "SIGKILL", "process");
  for (const { pid, startTicks } of holders) {
    for (;;) {
      const seen = processes.look(pid);
      if (!seen.exists || seen.identity.startTicks !== startTicks || seen.state === "Z") break;
      await clock.sleep(lookMs, signal);
    }
  }
}

function sayNote({ how, mode }: HaltNote, path: string): string {
  switch (how) {
    case "lock":
      return `let ${path} be written again`;
    case "readOnly":
      return `give ${path} its permissions back (${mode?.toString(8)})`;
    case "stopService":
      return "start its service again";
  }
}

async function letIn({ how, mode }: HaltNote, path: string, context: ActionContext): Promise<ActionResult> {
  const { target, services, letServiceGo } = context;
  switch (how) {
    case "lock":
      return succeeded(`The write lock of ${path} is free`);
    case "readOnly":
      if (mode === undefined) throw new Refusal(`${notePath(path)} does not say what the permissions were`);
      await chmod(path, mode);
      return succeeded(`${path} has its permissions back (${mode.toString(8)})`, [{ kind: "file", name: path }]);
    case "stopService":
      await letServiceGo();
      return target.supervisor === undefined
        ? failed(`${target.id} declares no supervisor any more`)
        : services.start(target.supervisor);
  }
}
