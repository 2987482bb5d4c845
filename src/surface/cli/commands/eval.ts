/** `chiron eval export`: attempts and verdicts, with all that the policies looked at, as a set to try other policies on. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { finished } from "node:stream/promises";
import type { Command } from "commander";
import type { EvaluationHead } from "#core/model";
import { ChironError, exitCodes } from "#core/model/plain";
import type { Context, Run } from "../context.ts";
import { moment } from "../moments.ts";
import { fromStore } from "../source.ts";
import { clean, type Terminal } from "../terminal.ts";
import { counted } from "../words.ts";

interface Options {
  readonly since?: number;
  readonly output?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description("Writes attempts and verdicts as a set on which other policies can be tried.")
    .addHelpText("after", "\nExample:\n  chiron eval export --since 30d > verdicts.jsonl");
  command
    .command("export")
    .description(
      "Writes one JSON object a line: each verdict with its plan and all that the policies looked at, and each attempt with what came of it.",
    )
    .option("--since <when>", "only from then on: 30d, 24h, 2026-03-01", moment)
    .option("--output <file>", "into this file, which must not be there yet; default: standard output")
    .addHelpText("after", "\nExample:\n  chiron eval export --since 30d --output verdicts.jsonl")
    .action(run((context, options: Options) => exportSet(context, options)));
}

async function exportSet(context: Context, { since, output }: Options): Promise<number> {
  const { terminal, dataDir, isRemote } = context;
  if (isRemote) throw new ChironError("bad_request", "the log is read where it lies; --url does not reach it");
  const absent = new ChironError("not_found", `there is no store in ${dataDir}`, {
    help: "`chiron up` makes one; --data-dir says where it is.",
  });
  const counts = { verdict: 0, attempt: 0, untold: 0 };
  await fromStore(
    context,
    async (reader) => {
      const { casesOf, eventsOf } = await import("#healers/engine");
      const { evaluationFormat } = await import("#core/model");
      const head: EvaluationHead = {
        kind: "set",
        format: evaluationFormat,
        node: reader.state("engine")?.node ?? "",
        since: since === undefined ? null : new Date(since).toISOString(),
        exportedAt: new Date().toISOString(),
      };
      const lines = linesOf(output, terminal);
      await lines.write(head);
      for (const one of casesOf(eventsOf(reader), since)) {
        counts[one.kind] += 1;
        await lines.write(one);
      }
      await lines.end();
    },
    absent,
  );
  const untold = counts.untold === 0 ? "" : `, and ${counted(counts.untold, "verdict")} that cannot be replayed`;
  const where = output === undefined ? "" : ` to ${clean(output)}`;
  terminal.note(
    `Wrote ${counted(counts.verdict, "verdict")} and ${counted(counts.attempt, "attempt")}${untold}${where}.`,
  );
  return exitCodes.done;
}

interface Lines {
  write(value: unknown): Promise<void>;
  end(): Promise<void>;
}

/** A file of its owner's only; an existing one is not written over. */
function linesOf(output: string | undefined, terminal: Terminal): Lines {
  if (output === undefined) {
    return {
      async write(value) {
        terminal.jsonLine(value);
        if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
      },
      end: async () => undefined,
    };
  }
  const stream = createWriteStream(resolve(output), { flags: "wx", mode: 0o600 });
  return {
    async write(value) {
      if (!stream.write(`${JSON.stringify(value)}\n`)) await once(stream, "drain");
    },
    async end() {
      stream.end();
      await finished(stream);
    },
  };
}
