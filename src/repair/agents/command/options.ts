import { z } from "zod";
import { size } from "#core/model";

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable");
const path = z.string().min(1);

export const commandSchema = z.strictObject({
  command: z
    .array(z.string())
    .min(1)
    .describe("The program and its words, as they are; the task comes on its standard input"),
  pass: z
    .array(variable)
    .default([])
    .describe("Variables of Chiron's own environment that it gets, by name; it gets no others of them but PATH"),
  secrets: z
    .record(variable, path)
    .default({})
    .meta({ path: true, description: "Variables whose values stand in files, by name" }),
  isolate: z
    .enum(["auto", "bwrap", "none"])
    .default("auto")
    .describe("bwrap: bubblewrap keeps it within its worktree, and it is not run without; auto: where that works"),
  network: z.boolean().default(true).describe("Whether it may reach the network; false needs bubblewrap"),
  readable: z
    .array(path)
    .default([])
    .meta({ path: true, description: "What it needs to read of folders that are hidden from it, with bubblewrap" }),
  hide: z
    .array(path)
    .default([])
    .meta({ path: true, description: "Further files and folders that it may not read, with bubblewrap" }),
  maxOutput: size.default(65_536).describe("How much of what it says is kept: the beginning and the end"),
});
export type CommandOptions = z.output<typeof commandSchema>;
