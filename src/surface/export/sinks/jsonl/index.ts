/** One line of JSON an event, appended to a file that is exchanged when it is full: events.jsonl, events.jsonl.1, events.jsonl.2 … */
import { z } from "zod";
import { defineSink, type SinkConnection, size } from "#core/model";
import { common } from "../common.ts";
import { LineFile } from "./line-file.ts";

export const jsonl = defineSink({
  name: "jsonl",
  summary: "One line of JSON an event, in a file of this machine that is exchanged when it is full",
  schema: z.strictObject({
    ...common,
    file: z.string().min(1).meta({ path: true, description: "The file; older ones lie beside it, with a number" }),
    maxSize: size.default(100 * 1024 * 1024).describe("It is exchanged before it would grow beyond this"),
    keep: z.number().int().min(1).max(1_000).default(10).describe("How many files there may be in all"),
  }),
  async open({ file, maxSize, keep }): Promise<SinkConnection> {
    const lines = await LineFile.open({ path: file, maxBytes: maxSize, keep });
    return {
      // A disk that hangs is waited for: a second try beside the first would only hang as well, and take another thread.
      write: (records) => lines.append(records.map(({ text }) => text)),
      close: () => lines.close(),
    };
  },
});
