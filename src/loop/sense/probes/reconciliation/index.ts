/**
 * Holds two sets of keys against each other that must agree: what is written down (`book`), and what really is (`live`).
 *
 * Values: `bookCount`, `liveCount`, `onlyBookCount`, `onlyLiveCount`, the keys themselves as JSON (`onlyBook`, `onlyLive`, the first 20), and
 * for how long the oldest of them has stood alone (`onlyBookMs`, `onlyLiveMs`): the two are never read in the same moment, so what
 * is only in one of them for an instant says nothing. When either cannot be read, nothing is known.
 */
import { z } from "zod";
import { keySource, readKeys } from "#core/lib";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";

const shownKeys = 20;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const clear = z
  .strictObject({
    statement: z
      .string()
      .min(1)
      .max(10_000)
      .regex(/^\s*(UPDATE|DELETE|INSERT|REPLACE|WITH)\b/i, "is not a change of rows")
      .refine((text) => !/;\s*\S/.test(text), "is more than one statement; a `;` may only stand at its end")
      .refine((text) => /[:@$]keys\b/.test(text), "does not use :keys, the JSON list of keys that are only in the book")
      .describe(
        "One statement; which rows are meant it learns from :keys, as in `WHERE id IN (SELECT value FROM json_each(:keys))`",
      ),
    parameters: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), scalar)
      .default({})
      .describe("Further values, bound by name"),
    maxRows: z.number().int().min(1).max(10_000).default(10).describe("More rows than this, and nothing is changed"),
    idempotent: z.boolean().default(true).describe("Done twice, it changes nothing more"),
  })
  .describe("What rb-clear-phantom does to the book, which has to be a SQLite database");

const schema = z
  .strictObject({
    book: keySource.describe("What is written down"),
    live: keySource.describe("What really is"),
    clear: clear.optional(),
  })
  .refine(({ book, clear: wanted }) => wanted === undefined || "sqlite" in book, {
    path: ["clear"],
    message: "needs a book in a SQLite database",
  });

export const reconciliationProbe = defineProbe({
  name: "reconciliation",
  summary: "Holds two sets of keys against each other, which must agree",
  schema,
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  async poll(_target, { book, live }, context): Promise<ProbeAnswer> {
    try {
      const [written, real] = await Promise.all([readKeys(book, context), readKeys(live, context)]);
      const onlyBook = [...written].filter((key) => !real.has(key));
      const onlyLive = [...real].filter((key) => !written.has(key));
      const now = context.clock.monotonic();
      return {
        available: true,
        values: {
          bookCount: written.size,
          liveCount: real.size,
          onlyBookCount: onlyBook.length,
          onlyBook: JSON.stringify(onlyBook.slice(0, shownKeys)),
          onlyBookMs: oldest(context.memory, "onlyBook", onlyBook, now),
          onlyLiveCount: onlyLive.length,
          onlyLive: JSON.stringify(onlyLive.slice(0, shownKeys)),
          onlyLiveMs: oldest(context.memory, "onlyLive", onlyLive, now),
        },
      };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

/** For how long the key that has stood alone longest has done so, by what was seen at each look, ms. */
function oldest(memory: Map<string, unknown>, name: string, keys: readonly string[], now: number): number {
  const before = (memory.get(name) ?? new Map()) as ReadonlyMap<string, number>;
  const since = new Map(keys.map((key) => [key, before.get(key) ?? now]));
  memory.set(name, since);
  return keys.length === 0 ? 0 : Math.round(now - Math.min(...since.values()));
}
