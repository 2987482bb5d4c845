/** Runs a supervisor's own command. */
import type { RunResult, RunSpec } from "#core/platform";
import type { Means } from "./supervisor.ts";

const mostOutputBytes = 4 * 1_024 * 1_024;

/** What it printed; rejects with what it complained of. */
export async function runCommand(
  command: readonly string[],
  { processes }: Pick<Means, "processes">,
  options: Pick<RunSpec, "signal"> & { readonly env?: Readonly<Record<string, string>> },
): Promise<string> {
  const result = await processes.run({ ...options, command, maxOutputBytes: mostOutputBytes });
  if (result.code === 0 && result.failure === undefined) return result.stdout;
  throw new Error(`${command.join(" ")}: ${complaintOf(result)}`);
}

function complaintOf({ failure, aborted, stderr, stdout, code, signal }: RunResult): string {
  if (failure !== undefined) return failure;
  if (aborted) return "it was broken off";
  const said = [stderr, stdout].map((text) => text.trim()).find((text) => text !== "");
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
  return said === undefined ? how : `${said.split("\n").slice(-2).join(" ").slice(0, 500)} (${how})`;
}
