/** What a target declares of its logs: `settings.logs`. */
import { z } from "zod";
import { duration, size } from "#core/model";
import { maxFiles } from "../bounds.ts";
import { exactPath, pathOrPattern } from "../paths.ts";

const day = 86_400_000;

/** A plan keeps a duration as milliseconds, and is checked by the same schema once more. */
function time(defaultMs: number) {
  return z.union([duration, z.number().nonnegative()]).default(defaultMs);
}

const reopen = z.strictObject({
  signal: z
    .enum(["SIGHUP", "SIGUSR1", "SIGUSR2"])
    .default("SIGHUP")
    .describe("What makes the writer open its log again"),
  pidFile: exactPath.optional().describe("Where the writer wrote its pid; default: the target's own service"),
  program: z.string().min(1).max(200).optional().describe("What the command line of that process must hold"),
  within: time(10_000).describe("How long it may take; after that the log is put back, and nothing has happened"),
});

const declared = z.strictObject({
  files: z
    .union([pathOrPattern, z.array(pathOrPattern).min(1).max(100)])
    .describe("Paths or patterns: /srv/app/logs/*.log*"),
  olderThan: time(7 * day).describe("Logs that were not written to for this long, and are not open, are compressed"),
  rotateAbove: size.default(100e6).describe("Logs that are written to are rotated when they are larger"),
  reopen: reopen.optional(),
  copyTruncate: z
    .boolean()
    .default(true)
    .describe(
      "Without `reopen`: a log that a process has open is copied, and what was copied is taken away. On ext4 and XFS no line is " +
        "lost; elsewhere one that is written in the instant between (measured, and told with the result). False: it is left alone",
    ),
});

export const rotateSchema = z.strictObject({
  logs: z
    .union([
      pathOrPattern,
      declared,
      z
        .array(z.union([pathOrPattern, declared]))
        .min(1)
        .max(100),
    ])
    .describe("Which logs, and how their writers are told: $target.settings.logs"),
  maxFiles,
});

export type Declared = z.output<typeof declared>;

export type RotateInput = z.output<typeof rotateSchema>;

/** A path alone stands for one with everything as by default. */
export function entriesOf({ logs }: RotateInput): readonly Declared[] {
  return [logs].flat().map((entry) => (typeof entry === "string" ? declared.parse({ files: entry }) : entry));
}
