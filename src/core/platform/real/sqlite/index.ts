/** SQLite files of others, through a child process for each question. */
import { fileURLToPath } from "node:url";
import type {
  Processes,
  Sqlite,
  SqliteChanged,
  SqliteFindings,
  SqliteRows,
  SqliteSaved,
  SqliteSilence,
} from "../../index.ts";
import type { Request } from "./requests.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
/** Node's own notices would stand among what matters. */
const node = [process.execPath, "--no-warnings", program];
const maxOutputBytes = 8 * 1024 * 1024;
/** A reader has nothing to save; a writer's transaction is taken back by the file itself. */
const graceMs = 0;

export function createRealSqlite(processes: Pick<Processes, "run">): Sqlite {
  const ask = async <T extends { readonly kind: string }>(
    request: Request,
    signal: AbortSignal,
  ): Promise<T | SqliteSilence> => {
    const input = JSON.stringify(request);
    const result = await processes.run({ command: [...node, "ask"], cwd: "/", input, signal, graceMs, maxOutputBytes });
    const answer = lastWhole<T>(result.stdout);
    if (answer !== undefined && !result.truncated) return answer;
    const reason = result.truncated
      ? "its answer is too large"
      : (result.failure ?? (result.aborted ? "time was up before it was done" : wayItEnded(result)));
    return { kind: "failed", reason };
  };
  return {
    check: (question, signal) => ask<SqliteFindings>({ do: "check", ...question }, signal),
    rows: (question, signal) => ask<SqliteRows>({ do: "rows", ...question }, signal),
    change: (order, signal) => ask<SqliteChanged>({ do: "change", ...order }, signal),
    save: (order, signal) => ask<SqliteSaved>({ do: "save", ...order }, signal),
    holdCommand: (path) => [...node, "hold", path],
  };
}

/** A child answers in lines, each better than the one before; the last may be cut off by its end. */
function lastWhole<T>(output: string): T | undefined {
  const line = output
    .slice(0, output.lastIndexOf("\n") + 1)
    .trimEnd()
    .split("\n")
    .at(-1);
  if (line === undefined || line === "") return undefined;
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

function wayItEnded(result: { readonly code: number | null; readonly signal: string | null; readonly stderr: string }) {
  const line = result.stderr.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  const end = result.signal === null ? `with exit code ${result.code}` : `by ${result.signal}`;
  return `the process that looks at it ended ${end}${line === "" ? "" : `: ${line}`}`;
}
