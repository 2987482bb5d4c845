import { z } from "zod";
import { defineAction } from "#core/model";
import { sayProcess, sayTable, surveyMemory } from "../../memory/index.ts";
import { sizeInWords } from "../quantity.ts";
import { answering, failed, succeeded } from "../result.ts";

/** How many are named in the summary, which stands in messages; the table has them all. */
const named = 5;

export const memoryReport = defineAction({
  name: "memory.report",
  summary: "Writes down which processes use the most memory, with their control groups",
  schema: z.strictObject({
    top: z.number().int().min(1).max(100).default(15).describe("How many processes are written down"),
  }),
  risk: "low",
  idempotent: true,
  dryRun: async ({ top }) =>
    `Would write down the ${top} processes that use the most memory, with their pids and control groups, and change nothing.`,
  run: ({ top }, { files, signal }) =>
    answering(async () => {
      if (signal.aborted) return failed("It was broken off before it looked");
      const { users, count } = await surveyMemory(top, files);
      const totalBytes = users.reduce((sum, user) => sum + user.shareBytes, 0);
      const largest = users
        .slice(0, named)
        .map((user) => `${sayProcess(user)} ${sizeInWords(user.shareBytes)}`)
        .join(", ");
      return succeeded(
        `The ${users.length} largest of ${count} processes use ${sizeInWords(totalBytes)}; the largest: ${largest}`,
        [{ kind: "output", name: "memory", detail: sayTable(users) }],
      );
    }),
});
