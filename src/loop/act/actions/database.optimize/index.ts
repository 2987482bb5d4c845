/**
 * Brings the statistics of a database up to date, by which its query planner chooses. Nothing else is changed: no row, no schema. It
 * works in a process of its own, by fixed arguments from the target's own configuration.
 */

import { fileURLToPath } from "node:url";
import { z } from "zod";
import { maskSecrets } from "#core/lib";
import { argv, defineAction } from "#core/model";
import type { Files } from "#core/platform";
import { lossOfCommand } from "../loss.ts";
import { exactPath } from "../paths.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";
import { shellProblem } from "../shells.ts";

const program = fileURLToPath(new URL("./sqlite.main.ts", import.meta.url));
/** A name that psql could take for a whole connection string, or for an option, is none. */
const plainName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.$-]*$/, "is not a plain name");

const postgres = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^(\/[\w./-]+|[A-Za-z0-9][A-Za-z0-9.:-]*)$/, "is neither a host nor the folder of a socket")
    .default("127.0.0.1")
    .describe("Host, or the folder of its Unix socket"),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: plainName,
  user: plainName,
  passwordFile: exactPath.optional().describe("As libpq's .pgpass"),
});

const schema = z.strictObject({
  database: z
    .union([
      z.strictObject({ sqlite: exactPath.describe("The database file") }),
      z.strictObject({ postgres }),
      z.strictObject({
        argv: argv
          .refine((words) => shellProblem(words, false) === undefined, "may not be a shell")
          .describe("The owner's own command, fixed"),
      }),
    ])
    .describe("Which database, and how: $target.settings.database"),
});
type Input = z.output<typeof schema>;

interface Work {
  readonly what: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export const databaseOptimize = defineAction({
  name: "database.optimize",
  summary: "Brings the statistics up to date by which a database plans its queries",
  schema,
  risk: "medium",
  // Twice is the same as once. Of the owner's own command nobody knows.
  idempotent: true,
  idempotentFor: ({ database }) => !("argv" in database),
  mayLose: ({ database }) => ("argv" in database ? lossOfCommand(database.argv) : undefined),
  dryRun: (input, { files }) =>
    saying(async () => {
      await requireThere(input, files);
      return `Would run ${workOf(input).what}.`;
    }),
  run: (input, { files, processes, signal }) =>
    answering(async () => {
      if (signal.aborted) return failed("It was broken off before it was started");
      await requireThere(input, files);
      const { what, command, env } = workOf(input);
      const result = await processes.run({ command, env, signal });
      if (result.code === 0 && !result.aborted && result.failure === undefined) return succeeded(`Ran ${what}`);
      const said = maskSecrets(result.stderr.trim().split("\n").slice(-3).join("; "));
      const how = result.failure ?? (result.aborted ? "it was ended" : `exit code ${result.code}`);
      return failed(`${what}: ${how}${said === "" ? "" : `: ${said}`}`);
    }),
});

async function requireThere({ database }: Input, files: Files): Promise<void> {
  if (!("sqlite" in database)) return;
  const stat = await files.stat(database.sqlite, { follow: true });
  if (stat?.kind !== "file") throw new Refusal(`there is no database file ${database.sqlite}`);
}

function workOf({ database }: Input): Work {
  if ("sqlite" in database) {
    const { sqlite } = database;
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", program, sqlite];
    return { what: `PRAGMA optimize on ${sqlite}`, command, env: {} };
  }
  if ("argv" in database) return { what: maskSecrets(JSON.stringify(database.argv)), command: database.argv, env: {} };
  const { host, port, user, passwordFile, database: name } = database.postgres;
  const where = ["--host", host, "--port", String(port), "--username", user, "--dbname", name];
  return {
    what: `ANALYZE in the database ${name} of ${host}:${port}`,
    // Without start-up files, and without asking anybody for a password.
    command: [
      "psql",
      "--no-psqlrc",
      "--no-password",
      "--quiet",
      "--set",
      "ON_ERROR_STOP=1",
      ...where,
      "--command",
      "ANALYZE",
    ],
    env: passwordFile === undefined ? {} : { PGPASSFILE: passwordFile },
  };
}
