import { z } from "zod";
import { keySource, readKeys } from "#core/lib";
import { type DryRunContext, defineAction, messageOf } from "#core/model";
import type { SqliteChanged } from "#core/platform";
import { lossOfStatement } from "../loss.ts";
import { exactPath } from "../paths.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** For a dry run, which nobody ends. */
const patienceMs = 30_000;

const reconciliation = z
  .object({
    book: z.object({ sqlite: exactPath, query: z.string().min(1).max(10_000) }),
    live: keySource,
    clear: z.object({
      statement: z.string().min(1).max(10_000),
      parameters: z.record(z.string(), scalar).default({}),
      maxRows: z.number().int().min(1).max(10_000),
      idempotent: z.boolean().default(false),
    }),
  })
  .describe("Book, live keys and statement, as the target's probe declares them: $target.probes.reconciliation");

const schema = z.strictObject({ reconciliation });
type Input = z.output<typeof schema>;

/**
 * Runs a statement that the target's owner declared on the rows whose keys are only in the book. No key comes from a reading: both sets are
 * read again as the owner declared them, and what is bound to `:keys` are values that the book itself holds, found by the owner's
 * own SELECT in the same transaction; the live set only leaves keys out (docs/adr/0010).
 */
export const sqliteExecute = defineAction({
  name: "sqlite.execute",
  summary: "Runs a declared statement on the rows of a SQLite database that have no live counterpart",
  schema,
  risk: "high",
  idempotent: false,
  idempotentFor: ({ reconciliation: { clear } }) => clear.idempotent,
  mayLose: ({ reconciliation: { clear } }) => lossOfStatement(clear.statement),
  dryRun: (input, context) =>
    saying(async () => {
      const { book, clear } = input.reconciliation;
      const { keys, rows } = await change(input, context, true);
      const what = keys.length === 0 ? "no keys" : `the keys ${keys.map((key) => JSON.stringify(key)).join(", ")}`;
      return `Would run ${JSON.stringify(clear.statement)} on ${book.sqlite} with ${what}, which on a copy in memory touches ${rows} rows; at most ${clear.maxRows} may be.`;
    }),
  run: (input, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before anything was changed");
      const { keys, rows } = await change(input, context, false);
      const { sqlite: name } = input.reconciliation.book;
      const listed = keys.slice(0, 20).join(", ");
      return succeeded(`${rows} rows of ${name} were changed, for the keys ${listed === "" ? "(none)" : listed}`, [
        { kind: "file", name, detail: `${rows} rows` },
      ]);
    }),
});

async function change(
  input: Input,
  context: DryRunContext & { readonly signal?: AbortSignal },
  rehearse: boolean,
): Promise<SqliteChanged> {
  const { book, live, clear } = input.reconciliation;
  const patience = new AbortController();
  const timer = context.clock.after(patienceMs, () => patience.abort());
  try {
    const signal = context.signal ?? patience.signal;
    const without = [...(await liveKeys(live, { ...context, signal }))];
    const { statement, parameters, maxRows } = clear;
    const keys = { query: book.query, without };
    const order = { path: book.sqlite, statement, parameters, keys, maxRows, rehearse };
    const changed = await context.sqlite.change(order, signal);
    if (changed.kind !== "changed") throw new Refusal(changed.reason);
    return changed;
  } finally {
    timer.cancel();
  }
}

/** A live set that cannot be read is not an empty one: every row would then be without a counterpart. */
async function liveKeys(
  live: Input["reconciliation"]["live"],
  context: Parameters<typeof readKeys>[1],
): Promise<ReadonlySet<string>> {
  try {
    return await readKeys(live, context);
  } catch (error) {
    throw new Refusal(`the live keys cannot be read: ${messageOf(error)}`);
  }
}
